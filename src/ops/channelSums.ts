import * as tf from '@tensorflow/tfjs';
import { linear } from './linear';
import { runKernel } from './runKernel';

/**
 * Sum over every axis but the last. TF.js's own reduction over leading axes transposes first.
 *
 * @param x [batch, rows, columns, channels]
 * @returns [channels]; differentiable any number of times
 * @throws Error naming the shape if it is not of rank 4
 */
export function channelSums(x: tf.Tensor4D): tf.Tensor1D {
  const { shape } = x;
  if (shape.length !== 4) {
    throw new Error(`channelSums: expected [batch, rows, columns, channels], got [${shape.join(', ')}].`);
  }
  return linear<tf.Tensor4D, tf.Tensor1D>(
    x,
    (image) => runKernel('ChannelSums', { x: image }, {}),
    (dy) => tf.ones(shape).mul(dy),
  );
}
