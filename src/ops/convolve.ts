import * as tf from '@tensorflow/tfjs';
import { flipKernel } from './flipKernel';
import type { GradSaver } from './GradSaver';

/** Zero rows and columns added around an image: [top, bottom, left, right]; each >= 0. */
export type Padding = readonly [number, number, number, number];

/**
 * 2-D convolution of stride 1 whose two gradients are convolutions as well.
 *
 * TF.js's own gradients go through Conv2DBackpropFilter, which the WASM backend lacks and which runs one thread a
 * weight on WebGPU. With p the padding and k the kernel size:
 *   dx = dy (*) flip(w) with in/out channels swapped, padded by k - 1 - p;
 *   dw = x (*) dy with batch and channel axes swapped in both, padded by p.
 * The gradient is built from this same operation and is therefore differentiable again.
 *
 * @param x [batch, rows, columns, in]
 * @param filter [kernelRows, kernelColumns, in, out]
 * @param padding must not exceed kernel - 1 on any side
 * @returns [batch, rows + top + bottom - kernelRows + 1, columns + left + right - kernelColumns + 1, out]
 */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, padding: Padding): tf.Tensor4D {
  const [kernelRows, kernelColumns] = filter.shape;
  const [top, bottom, left, right] = padding;
  if (Math.max(top, bottom) >= kernelRows || Math.max(left, right) >= kernelColumns) {
    throw new Error(
      `convolve: padding [${padding.join(', ')}] must be smaller than the kernel ${kernelRows}x${kernelColumns}.`,
    );
  }
  const operation = tf.customGrad((...inputs) => {
    const [a, w, save] = inputs as [tf.Tensor4D, tf.Tensor4D, GradSaver];
    save([a, w]);
    const value = conv2d(a, w, padding);
    const gradFunc = (dyValue: tf.Tensor, saved: tf.Tensor[]) => {
      const dy = dyValue as tf.Tensor4D;
      const [input, weights] = saved as [tf.Tensor4D, tf.Tensor4D];
      return [inputGradient(dy, weights, padding), filterGradient(input, dy, padding)];
    };
    return { value, gradFunc };
  });
  return operation(x, filter) as tf.Tensor4D;
}

/** The gradient by the input, [batch, rows, columns, in]. */
function inputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  [top, bottom, left, right]: Padding,
): tf.Tensor4D {
  const [kernelRows, kernelColumns] = filter.shape;
  const flipped = flipKernel(filter).transpose([0, 1, 3, 2]) as tf.Tensor4D;
  return convolve(dy, flipped, [
    kernelRows - 1 - top,
    kernelRows - 1 - bottom,
    kernelColumns - 1 - left,
    kernelColumns - 1 - right,
  ]);
}

/** The gradient by the filter, [kernelRows, kernelColumns, in, out]. */
function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, padding: Padding): tf.Tensor4D {
  const image = x.transpose([3, 1, 2, 0]) as tf.Tensor4D;
  const kernel = dy.transpose([1, 2, 0, 3]) as tf.Tensor4D;
  return convolve(image, kernel, padding).transpose([1, 2, 0, 3]) as tf.Tensor4D;
}

function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, [top, bottom, left, right]: Padding): tf.Tensor4D {
  return tf.conv2d(x, filter, 1, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}
