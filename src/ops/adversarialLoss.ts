import type * as tf from '@tensorflow/tfjs';
import { softplus } from './softplus';

/**
 * Binary cross-entropy with logits against one label for all values: mean of log(1 + e^x) - label x.
 * Differentiable any number of times.
 *
 * @param logits any shape
 * @param label 1 for real, 0 for generated
 * @returns scalar mean, >= 0
 */
export function adversarialLoss(logits: tf.Tensor, label: 0 | 1): tf.Scalar {
  const loss = softplus(logits);
  return (label === 1 ? loss.sub(logits) : loss).mean() as tf.Scalar;
}
