import type * as tf from '@tensorflow/tfjs';
import { linear } from './linear';
import { runKernel } from './runKernel';
import { withGradient } from './withGradient';

/**
 * Halves rows and columns by taking the maximum of each 2x2 block; the first in reading order if several are
 * equal.
 *
 * Which pixel of a block is selected is constant almost everywhere, so the gradient is linear: dy is
 * scattered to the maxima, and the gradient of that selects at the maxima again. Differentiable any number of
 * times.
 *
 * @param x [batch, rows, columns, channels]; rows and columns are even
 * @returns [batch, rows / 2, columns / 2, channels]
 * @throws Error naming the shape if rows or columns are odd
 */
export function maxPool2(x: tf.Tensor4D): tf.Tensor4D {
  const [, rows, columns] = x.shape;
  if (x.shape.length !== 4 || rows % 2 !== 0 || columns % 2 !== 0) {
    throw new Error(
      `maxPool2: expected [batch, rows, columns, channels] with even rows and columns, got [${x.shape.join(', ')}].`,
    );
  }
  return withGradient(
    x,
    (a) => runKernel('SelectMaximum2', { x: a, values: a }, {}),
    (saved, dy) =>
      linear(
        dy,
        (value, kept) => runKernel('ScatterMaximum2', { x: kept as tf.Tensor4D, dy: value }, {}),
        (values, kept) => runKernel('SelectMaximum2', { x: kept as tf.Tensor4D, values }, {}),
        [saved],
      ),
  );
}
