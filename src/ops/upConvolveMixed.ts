import type * as tf from '@tensorflow/tfjs';
import type { MixedKernels } from './mixKernels';
import { mixKernels } from './mixKernels';
import { transposedConvolve } from './transposedConvolve';

/**
 * The searchable up-convolution of GenSeg's generator: softmax(a) . [convT 4x4, convT 6x6, convT 8x8] with
 * stride 2, each padded so that the size doubles exactly.
 *
 * All three are linear and have the same centre, so their weighted sum is one 8x8 transposed convolution with
 * the kernel w4 pad(K4) + w6 pad(K6) + w8 K8. Differentiable any number of times by x, the kernels and the
 * architecture weights.
 *
 * @param x [batch, rows, columns, in]
 * @param kernels the candidates
 * @param architecture logits of the three candidates, [3]
 * @returns [batch, 2 rows, 2 columns, out]
 * @throws Error naming the shapes if they do not match
 */
export function upConvolveMixed(
  x: tf.Tensor4D,
  kernels: MixedKernels,
  architecture: tf.Tensor1D,
): tf.Tensor4D {
  if (architecture.shape.join() !== '3') {
    throw new Error(
      `upConvolveMixed: architecture must be one logit for each of the three kernels, [3], not [${architecture.shape.join(', ')}].`,
    );
  }
  const merged = mixKernels(kernels, architecture);
  return transposedConvolve(x, merged, { stride: 2, padding: [3, 3, 3, 3] });
}
