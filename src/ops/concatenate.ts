import * as tf from '@tensorflow/tfjs';
import { registerKernelGradient } from './registerKernelGradient';
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
  if (a.shape.length !== 4 || a.shape.slice(0, 3).join() !== b.shape.slice(0, 3).join()) {
    throw new Error(
      `concatenate: batch, rows and columns must agree, got [${a.shape.join(', ')}] and [${b.shape.join(', ')}].`,
    );
  }
  const operation = tf.customGrad((...inputs) => ({
    value: runKernel('Concatenate', { a: inputs[0] as tf.Tensor4D, b: inputs[1] as tf.Tensor4D }, {}),
    gradFunc: (dy: tf.Tensor) => runKernel('SplitChannels', { x: dy as tf.Tensor4D }, { first: a.shape[3] }),
  }));
  return operation(a, b) as tf.Tensor4D;
}

registerKernelGradient('SplitChannels', {
  save: [],
  gradients: ({ dy: [a, b] }) => ({ x: () => concatenate(a, b) }),
});
