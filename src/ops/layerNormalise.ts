import * as tf from '@tensorflow/tfjs';
import { affine } from './affine';
import { normalise } from './normalise';

/**
 * Layer normalisation (Ba et al. 2016): each pixel's channels get mean 0 and variance 1, then scale and
 * offset. Computed as instance normalisation that treats each pixel as an image of its channels, and equally
 * differentiable.
 *
 * @param x [batch, rows, columns, channels]
 * @param gamma scale, [channels]
 * @param beta offset, [channels]
 * @returns [batch, rows, columns, channels]
 * @throws Error naming the shapes if they do not match
 */
export function layerNormalise(x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Tensor4D {
  const channels = x.shape[3];
  if (x.shape.length !== 4 || gamma.shape.join() !== `${channels}` || beta.shape.join() !== `${channels}`) {
    throw new Error(
      `layerNormalise: for an image [${x.shape.join(', ')}] gamma and beta must be [${channels}], ` +
        `not [${gamma.shape.join(', ')}] and [${beta.shape.join(', ')}].`,
    );
  }
  const pixels = x.reshape<tf.Tensor4D>([x.size / channels, channels, 1, 1]);
  const { y } = normalise(pixels, tf.ones([1]), tf.zeros([1]), { over: 'instance' });
  return affine(y.reshape(x.shape), gamma, beta);
}
