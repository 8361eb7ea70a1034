import * as tf from '@tensorflow/tfjs';

/** Cross-entropy and soft Dice of `src/ops/segmentationLoss.ts`, written with TF.js's own operations. */
export function segmentationLoss(logits: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  const classes = logits.shape[3];
  const crossEntropy = tf.losses.softmaxCrossEntropy(target, logits);
  const foreground = (x: tf.Tensor) => x.slice([0, 0, 0, 1], [-1, -1, -1, classes - 1]);
  const p = foreground(tf.softmax(logits));
  const y = foreground(target);
  const overlap = p.mul(y).sum([1, 2]).mul(2).add(1);
  const total = p
    .sum([1, 2])
    .add(y.sum([1, 2]))
    .add(1);
  return crossEntropy.add(tf.scalar(1).sub(overlap.div(total).mean())) as tf.Scalar;
}

/** Binary cross-entropy of logits with the same label for all. */
export function adversarialLoss(logits: tf.Tensor4D, label: 0 | 1): tf.Scalar {
  return tf.losses.sigmoidCrossEntropy(tf.fill(logits.shape, label), logits) as tf.Scalar;
}

export function l1Loss(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  return tf.losses.absoluteDifference(b, a) as tf.Scalar;
}
