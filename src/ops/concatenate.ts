import * as tf from '@tensorflow/tfjs';
import { linear } from './linear';
import { runKernel } from './runKernel';

/**
 * Concatenates two images along their channels. Differentiable any number of times.
 *
 * @param a [batch, rows, columns, m]
 * @param b [batch, rows, columns, n]
 * @returns [batch, rows, columns, m + n]
 * @throws Error naming the shapes if batch, rows or columns differ
 */
export function concatenate(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  const [first, second] = [a.shape[3], b.shape[3]];
  if (a.shape.length !== 4 || a.shape.slice(0, 3).join() !== b.shape.slice(0, 3).join()) {
    throw new Error(
      `concatenate: batch, rows and columns must agree, got [${a.shape.join(', ')}] and [${b.shape.join(', ')}].`,
    );
  }
  const operation = tf.customGrad((...inputs) => ({
    value: join(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D),
    gradFunc: (dy: tf.Tensor) => [
      channelSlice(dy as tf.Tensor4D, 0, first),
      channelSlice(dy as tf.Tensor4D, first, second),
    ],
  }));
  return operation(a, b) as tf.Tensor4D;
}

/**
 * Channels begin .. begin + size - 1. The gradient pads with zeros. Differentiable any number of times.
 *
 * @param x [batch, rows, columns, channels]
 * @returns [batch, rows, columns, size]
 * @throws Error if the channels are out of range
 */
export function channelSlice(x: tf.Tensor4D, begin: number, size: number): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  if (begin < 0 || size < 1 || begin + size > channels) {
    throw new Error(
      `channelSlice: channels ${begin} to ${begin + size - 1} asked for, [${x.shape.join(', ')}] has ${channels}.`,
    );
  }
  const zeros = (count: number) => tf.zeros<tf.Rank.R4>([batch, rows, columns, count]);
  return linear<tf.Tensor4D, tf.Tensor4D>(
    x,
    (image) => runKernel('ChannelSlice', { x: image }, { begin, size }),
    (dy) => {
      const before = begin > 0 ? join(zeros(begin), dy) : dy.clone();
      const after = channels - begin - size;
      return after > 0 ? join(before, zeros(after)) : before;
    },
  );
}

function join(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return runKernel('Concatenate', { a, b }, {});
}
