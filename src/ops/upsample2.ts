import type * as tf from '@tensorflow/tfjs';
import { linear } from './linear';
import { runKernel } from './runKernel';

/**
 * Doubles rows and columns: `nearest` repeats pixels; `bilinear` equals PyTorch's with align_corners=False
 * (weights 3/4 and 1/4, edges repeated). Linear; differentiable any number of times.
 *
 * @param x [batch, rows, columns, channels]
 * @returns [batch, 2 rows, 2 columns, channels]
 * @throws Error naming the shape if it is not of rank 4
 */
export function upsample2(x: tf.Tensor4D, kind: 'nearest' | 'bilinear' = 'nearest'): tf.Tensor4D {
  if (x.shape.length !== 4) {
    throw new Error(`upsample2: expected [batch, rows, columns, channels], got [${x.shape.join(', ')}].`);
  }
  const attributes = { bilinear: kind === 'bilinear' };
  return linear<tf.Tensor4D, tf.Tensor4D>(
    x,
    (image) => runKernel('Upsample2', { x: image }, attributes),
    (dy) => runKernel('Upsample2Gradient', { dy }, attributes),
  );
}
