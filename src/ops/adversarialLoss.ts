import * as tf from '@tensorflow/tfjs';
import { sigmoid } from './sigmoid';
import { withGradient } from './withGradient';

/**
 * Binary cross-entropy with logits: mean of log(1 + e^x) - label x. Differentiable any number of times.
 *
 * @param logits any shape
 * @param label 1 for real, 0 for generated; or a tensor of them that can be broadcast to the logits, which
 *   must live as long as a gradient may need it
 * @returns scalar mean, >= 0
 */
export function adversarialLoss(logits: tf.Tensor, label: 0 | 1 | tf.Tensor): tf.Scalar {
  return withGradient<tf.Tensor, tf.Scalar>(
    logits,
    (x) => crossEntropy(x, label).mean<tf.Scalar>(),
    (x, dy) => sigmoid(x).sub(label).mul(dy.div(x.size)),
  );
}

function crossEntropy(x: tf.Tensor, label: 0 | 1 | tf.Tensor): tf.Tensor {
  if (label === 0) return tf.softplus(x);
  // log(1 + e^x) - x = log(1 + e^-x), in fewer operations.
  return label === 1 ? tf.softplus(x.neg()) : tf.softplus(x).sub(x.mul(label));
}
