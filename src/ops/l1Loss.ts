import * as tf from '@tensorflow/tfjs';
import { rectify } from './rectify';
import { withGradient } from './withGradient';

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
  return withGradient<tf.Tensor, tf.Scalar>(
    a.sub(b),
    // With a slope of -1, rectification is the absolute value; its own gradient at 0 is that of one side.
    (x) => rectify(x, -1).mean<tf.Scalar>(),
    (x, dy) => tf.sign(x).mul(dy.div(x.size)),
  );
}
