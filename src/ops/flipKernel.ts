import * as tf from '@tensorflow/tfjs';

/**
 * Turns a kernel by 180 degrees: both spatial axes reversed. With the spatial axes flattened that is a product with
 * the exchange matrix (tf.reverse and tf.gather copy value by value on WASM). Its own gradient is a flip again.
 *
 * @param kernel [rows, columns, a, b]
 */
export function flipKernel(kernel: tf.Tensor4D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [k] = inputs as [tf.Tensor4D];
    const [rows, columns, a, b] = k.shape;
    const taps = rows * columns;
    const exchange = new Float32Array(taps * taps);
    for (let i = 0; i < taps; i++) exchange[i * taps + taps - 1 - i] = 1;
    const value = tf.matMul(tf.tensor2d(exchange, [taps, taps]), k.reshape([taps, a * b])).reshape(k.shape);
    return { value, gradFunc: (dy: tf.Tensor) => flipKernel(dy as tf.Tensor4D) };
  });
  return operation(kernel) as tf.Tensor4D;
}
