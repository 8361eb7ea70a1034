import * as tf from '@tensorflow/tfjs';

/**
 * Sum over every axis but the last, as a product with a row of ones: a matMul reads memory in order, where a
 * reduction over leading axes transposes first.
 *
 * @param x [..., channels]
 * @returns [1, channels]
 */
export function channelSums(x: tf.Tensor): tf.Tensor2D {
  const channels = x.shape[x.rank - 1];
  const count = x.size / channels;
  return tf.matMul(tf.ones([1, count]), x.reshape([count, channels]) as tf.Tensor2D);
}
