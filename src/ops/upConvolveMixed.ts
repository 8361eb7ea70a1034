import * as tf from '@tensorflow/tfjs';
import { convolve } from './convolve';
import { flipKernel } from './flipKernel';

/** The three candidate kernels of a searchable up-convolution, each [k, k, out, in] with k = 4, 6, 8. */
export interface MixedKernels {
  k4: tf.Tensor4D;
  k6: tf.Tensor4D;
  k8: tf.Tensor4D;
}

/**
 * The searchable up-convolution of GenSeg's generator: softmax(a) . [convT 4x4, convT 6x6, convT 8x8], stride 2,
 * each padded so that the size doubles exactly.
 *
 * The three are linear and centred alike, so their weighted sum is one 8x8 transposed convolution with the kernel
 * w4 pad(K4) + w6 pad(K6) + w8 K8. A stride-2 transposed convolution in turn is four convolutions at the low
 * resolution, one for each phase of the output pixel, that are computed here as one 5x5 convolution with four times
 * the channels and a pixel shuffle. Differentiable by x, the kernels and the architecture weights, twice.
 *
 * @param x [batch, rows, columns, in]
 * @param architecture logits of the three candidates, [3]
 * @returns [batch, 2 rows, 2 columns, out]
 */
export function upConvolveMixed(
  x: tf.Tensor4D,
  kernels: MixedKernels,
  architecture: tf.Tensor1D,
): tf.Tensor4D {
  const [w4, w6, w8] = tf.split(tf.softmax(architecture), 3);
  const merged = centre(kernels.k4.mul(w4), 2)
    .add(centre(kernels.k6.mul(w6), 1))
    .add(kernels.k8.mul(w8)) as tf.Tensor4D;
  return shufflePixels(convolve(x, phaseKernel(merged), [2, 2, 2, 2]));
}

function centre(kernel: tf.Tensor, border: number): tf.Tensor {
  return tf.pad(kernel, [
    [border, border],
    [border, border],
    [0, 0],
    [0, 0],
  ]);
}

/**
 * [8, 8, out, in] transposed-convolution kernel -> [5, 5, in, 4 out] convolution kernel.
 *
 * Output pixel o = 2 i + k - 3 takes input i through tap k. For phase 0 (even o) k is odd and the input lies at
 * offset 1 - (k - 1) / 2, i.e. -2..1; for phase 1 k is even, at offset 2 - k / 2, i.e. -1..2. Both fit -2..2.
 */
function phaseKernel(kernel: tf.Tensor4D): tf.Tensor4D {
  const [, , outputs, inputs] = kernel.shape;
  // Taps fall as the input offset rises, hence the flip; afterwards parity 0 is odd k. Parities first, then split in two
  // dimensions: a slice of rank 6 is a hundred times slower on WASM.
  const phases = flipKernel(kernel)
    .reshape([4, 2, 4, 2, outputs, inputs])
    .transpose([1, 3, 0, 2, 4, 5])
    .reshape([4, 16 * outputs * inputs]);
  const kernels = tf.split(phases, 4).map((taps, i) => {
    const row = i >> 1;
    const column = i & 1;
    return tf.pad(taps.reshape([4, 4, outputs, inputs]), [
      [row, 1 - row],
      [column, 1 - column],
      [0, 0],
      [0, 0],
    ]);
  });
  return tf.concat(kernels, 2).transpose([0, 1, 3, 2]) as tf.Tensor4D;
}

/** [b, r, c, 4n] -> [b, 2r, 2c, n], channels ordered by row phase, column phase, channel. */
function shufflePixels(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const n = channels / 4;
  return x
    .reshape([batch, rows, columns, 2, 2, n])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, rows * 2, columns * 2, n]);
}
