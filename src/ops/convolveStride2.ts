import * as tf from '@tensorflow/tfjs';
import { convolve } from './convolve';

/**
 * Convolution with a 4x4 kernel, stride 2 and one pixel of zero padding (the down-convolution of pix2pix and
 * PatchGAN). Folding every 2x2 block of pixels into channels turns it into a 2x2 convolution of stride 1, so that
 * one operation with fast gradients serves both.
 *
 * @param x [batch, rows, columns, in], rows and columns even
 * @param filter [4, 4, in, out]
 * @returns [batch, rows / 2, columns / 2, out]
 */
export function convolveStride2(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  const [, rows, columns, inputs] = x.shape;
  const outputs = filter.shape[3];
  if (rows % 2 !== 0 || columns % 2 !== 0) {
    throw new Error(`convolveStride2: rows and columns must be even, got ${rows}x${columns}.`);
  }
  const padded = tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]) as tf.Tensor4D;
  const kernel = filter
    .reshape([2, 2, 2, 2, inputs, outputs])
    .transpose([0, 2, 1, 3, 4, 5])
    .reshape([2, 2, 4 * inputs, outputs]) as tf.Tensor4D;
  return convolve(foldBlocks(padded), kernel, [0, 0, 0, 0]);
}

/** [b, 2r, 2c, n] -> [b, r, c, 4n]: the four pixels of a block, row by row, become channels. */
function foldBlocks(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  return x
    .reshape([batch, rows / 2, 2, columns / 2, 2, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, rows / 2, columns / 2, 4 * channels]);
}
