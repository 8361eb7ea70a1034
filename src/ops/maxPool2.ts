import * as tf from '@tensorflow/tfjs';
import { Kernel } from '../backends/kernels/contract';
import { linear } from './linear';
import type { Save } from './runKernel';
import { runKernel } from './runKernel';

/**
 * Halves rows and columns by the maximum of 2x2 blocks; the first in reading order where several are equal.
 *
 * Which pixel of a block is picked is constant almost everywhere, so the gradient is linear: dy is scattered to
 * the maxima, and the gradient of that selects at the maxima again. Differentiable any number of times.
 *
 * @param x [batch, rows, columns, channels], rows and columns even
 * @returns [batch, rows / 2, columns / 2, channels]
 */
export function maxPool2(x: tf.Tensor4D): tf.Tensor4D {
  const [, rows, columns] = x.shape;
  if (x.shape.length !== 4 || rows % 2 !== 0 || columns % 2 !== 0) {
    throw new Error(
      `maxPool2: expected [batch, rows, columns, channels] with even rows and columns, got [${x.shape.join(', ')}].`,
    );
  }
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [tf.Tensor4D, Save];
    save([a]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
      linear(
        dy,
        (value, kept) => runKernel<tf.Tensor>(Kernel.ScatterMaximum2, { x: kept, dy: value }),
        (values, kept) => runKernel<tf.Tensor>(Kernel.SelectMaximum2, { x: kept, values }),
        [saved],
      );
    return { value: runKernel<tf.Tensor4D>(Kernel.SelectMaximum2, { x: a, values: a }), gradFunc };
  });
  return operation(x) as tf.Tensor4D;
}
