import * as tf from '@tensorflow/tfjs';
import { channelSums } from './channelSums';

/**
 * Adds a value to each channel: like `tf.add`, but the gradient by the bias needs no transpose. After a
 * convolution, pass the bias to `convolve` instead.
 *
 * @param x [batch, rows, columns, channels]
 * @param bias [channels]
 * @returns [batch, rows, columns, channels]
 * @throws Error naming the shapes if they do not match
 */
export function addBias(x: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  const channels = x.shape[3];
  if (bias.shape.length !== 1 || bias.shape[0] !== channels) {
    throw new Error(
      `addBias: the image has ${channels} channels, so bias must be [${channels}], not [${bias.shape.join(', ')}].`,
    );
  }
  const operation = tf.customGrad((...inputs) => ({
    value: (inputs[0] as tf.Tensor).add(inputs[1] as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => [dy.clone(), channelSums(dy as tf.Tensor4D)],
  }));
  return operation(x, bias) as tf.Tensor4D;
}
