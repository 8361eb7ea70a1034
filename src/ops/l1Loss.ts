import type * as tf from '@tensorflow/tfjs';
import { rectify } from './rectify';

/**
 * Mean absolute difference; its gradient is 0 where both values are equal. Differentiable any number of
 * times.
 *
 * @returns scalar mean, >= 0
 * @throws Error naming the shapes if they differ
 */
export function l1Loss(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  if (a.shape.join() !== b.shape.join()) {
    throw new Error(`l1Loss: shapes must agree, got [${a.shape.join(', ')}] and [${b.shape.join(', ')}].`);
  }
  const difference = a.sub(b);
  return rectify(difference).add(rectify(difference.neg())).mean() as tf.Scalar;
}
