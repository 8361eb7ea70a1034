import * as tf from '@tensorflow/tfjs';

/** Logit of the background where nothing is known: all other classes then have a probability of almost 0. */
const CERTAIN = 30;

/**
 * Replaces the logits of pixels without a known class by certain background. In `segmentationLoss` such
 * pixels then count neither in the cross-entropy, where their target is 0 for all classes, nor in the Dice
 * of the foreground, and they have no gradient. Differentiable by the logits any number of times.
 *
 * @param logits [batch, rows, columns, classes]
 * @param target same shape; one-hot, or 0 for all classes where the class is not known
 */
export function hideUnknown(logits: tf.Tensor4D, target: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const known = target.sum(3, true);
    const background = Array.from({ length: logits.shape[3] }, (_, i) => (i === 0 ? CERTAIN : 0));
    return logits.mul(known).add(tf.scalar(1).sub(known).mul(background));
  });
}
