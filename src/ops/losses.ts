import * as tf from '@tensorflow/tfjs';

/**
 * log softmax over the last axis, from differentiable parts (a kernel for it is missing on WASM).
 *
 * @param logits [..., classes]
 */
export function logSoftmax(logits: tf.Tensor): tf.Tensor {
  const shifted = logits.sub(logits.max(-1, true));
  return shifted.sub(shifted.exp().sum(-1, true).log());
}

/**
 * Cross-entropy plus soft Dice, the segmenter's loss:
 * mean(-sum_c y_c log p_c) + 1 - mean_c (2 sum p_c y_c + s) / (sum p_c + sum y_c + s), c over the foreground classes,
 * sums over the whole batch.
 *
 * @param logits [batch, rows, columns, classes], class 0 is background
 * @param target one-hot, same shape
 * @returns scalar >= 0
 */
export function segmentationLoss(logits: tf.Tensor4D, target: tf.Tensor4D): tf.Scalar {
  const smooth = 1;
  const classes = logits.shape[3];
  const logProbability = logSoftmax(logits);
  const crossEntropy = target
    .mul(logProbability)
    .sum()
    .mul(-classes / logits.size);
  const foreground = (x: tf.Tensor) => x.slice([0, 0, 0, 1], [-1, -1, -1, classes - 1]);
  const p = foreground(logProbability.exp());
  const y = foreground(target);
  const overlap = p.mul(y).sum([0, 1, 2]).mul(2).add(smooth);
  const total = p
    .sum([0, 1, 2])
    .add(y.sum([0, 1, 2]))
    .add(smooth);
  return crossEntropy.add(tf.scalar(1).sub(overlap.div(total).mean())) as tf.Scalar;
}

/**
 * Binary cross-entropy with logits against one label for all, in the stable form max(x, 0) - x y + log(1 + e^-|x|).
 *
 * @param label 1 for real, 0 for generated
 * @returns scalar mean
 */
export function adversarialLoss(logits: tf.Tensor, label: 0 | 1): tf.Scalar {
  const positive = logits.relu();
  // |x| as a sum of rectifiers: tf.abs has no second derivative path that every backend supports.
  const magnitude = positive.add(logits.neg().relu());
  const tail = magnitude.neg().exp().add(1).log();
  const loss = positive.add(tail);
  return (label === 1 ? loss.sub(logits) : loss).mean() as tf.Scalar;
}

/** Mean absolute difference. */
export function l1Loss(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  const difference = a.sub(b);
  return difference.relu().add(difference.neg().relu()).mean() as tf.Scalar;
}

/** LeakyReLU from rectifiers; the stock operation fails when differentiated twice. */
export function leakyRelu(x: tf.Tensor4D, slope = 0.2): tf.Tensor4D {
  return x.relu().sub(x.neg().relu().mul(slope)) as tf.Tensor4D;
}
