import * as tf from '@tensorflow/tfjs';
import type { NormaliseAttributes } from '../backends/kernels/contract';
import { affine } from './affine';
import { channelSums } from './channelSums';
import { rectifyGradient } from './rectify';
import { registerKernelGradient } from './registerKernelGradient';
import { runKernel } from './runKernel';

/** PyTorch's default; added to the variance. */
const EPSILON = 1e-5;

/** Options of {@link normalise}. */
export interface NormaliseOptions {
  /** Statistics over the whole batch or over each image separately. */
  over?: 'batch' | 'instance';
  /** Fused rectification: factor of negative values; 0 is ReLU, 1 none. */
  slope?: number;
  epsilon?: number;
}

/**
 * Statistics of a normalisation, both [groups, channels]: one group for `batch`, one per image for
 * `instance`.
 */
export interface NormaliseStatistics {
  mean: tf.Tensor2D;
  /** Biased variance. */
  variance: tf.Tensor2D;
}

/**
 * Batch normalisation (Ioffe and Szegedy 2015) or instance normalisation (Ulyanov et al. 2016) with the
 * statistics of the given images, followed by rectification:
 * rectify((x - mean) / sqrt(variance + epsilon) * gamma + beta).
 *
 * The gradient of y is exact to any order: a kernel computes the first, the formula below the second, and its
 * differentiation all others. No gradient flows through the returned statistics.
 *
 * @param x [batch, rows, columns, channels]
 * @param gamma scale, [channels]
 * @param beta offset, [channels]
 * @returns y, [batch, rows, columns, channels], and the statistics
 * @throws Error naming the shapes if they do not match
 */
export function normalise(
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  { over = 'batch', slope = 1, epsilon = EPSILON }: NormaliseOptions = {},
): { y: tf.Tensor4D } & NormaliseStatistics {
  const channels = x.shape[3];
  if (x.shape.length !== 4 || gamma.shape.join() !== `${channels}` || beta.shape.join() !== `${channels}`) {
    throw new Error(
      `normalise: for an image [${x.shape.join(', ')}] gamma and beta must be [${channels}], ` +
        `not [${gamma.shape.join(', ')}] and [${beta.shape.join(', ')}].`,
    );
  }
  const attributes: NormaliseAttributes = { over, slope, epsilon };
  const [y, mean, variance] = runKernel('Normalise', { x, gamma, beta }, attributes);
  return { y, mean, variance };
}

/**
 * Normalisation with given statistics followed by rectification, for prediction.
 *
 * @param x [batch, rows, columns, channels]
 * @param gamma scale, [channels]
 * @param beta offset, [channels]
 * @param mean [channels]
 * @param variance [channels]
 */
export function normaliseWith(
  x: tf.Tensor4D,
  { mean, variance }: { mean: tf.Tensor1D; variance: tf.Tensor1D },
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  slope = 1,
): tf.Tensor4D {
  const { scale, offset } = foldStatistics({ mean, variance }, gamma, beta);
  return affine(x, scale, offset, slope);
}

/** A normalisation with given statistics as x scale + offset; all are [channels]. */
export function foldStatistics(
  { mean, variance }: { mean: tf.Tensor1D; variance: tf.Tensor1D },
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
): { scale: tf.Tensor1D; offset: tf.Tensor1D } {
  const scale = gamma.mul<tf.Tensor1D>(variance.add(EPSILON).rsqrt());
  return { scale, offset: beta.sub(mean.mul(scale)) };
}

registerKernelGradient('Normalise', {
  save: ['x', 'gamma', 'beta'],
  saveOutputs: [false, true, true],
  gradients: ({ dy: [dy], saved, outputs, attributes }) => {
    const [mean, variance] = outputs as tf.Tensor2D[];
    const gradients = runKernel('NormaliseGradient', { ...saved, mean, variance, dy }, attributes);
    return { x: () => gradients[0], gamma: () => gradients[1], beta: () => gradients[2] };
  },
});

/**
 * The second derivative. Let N be the number of pixels in a group, r = 1 / sqrt(variance + epsilon),
 * xhat = (x - mean) r, h = dy after the rectification's gate, mean() the mean over a group, and
 * P(u) = u - mean(u) - xhat mean(u xhat), which is self-adjoint. The kernel computes dx = gamma r P(h),
 * dgamma = sum(h xhat), dbeta = sum(h). For cotangents a, b, c of the three,
 * F = sum(a dx) + sum(b dgamma) + sum(c dbeta) has the gradients
 *   by h: gamma r P(a) + b xhat + c; by dy the same after the gate;
 *   by gamma: sum(a r P(h));
 *   by x: r (P(s) - xhat r gamma mean(a P(h))) with s = b h - gamma r (a mean(h xhat) + h mean(a xhat)),
 *     the gradient by xhat, since dxhat_j / dx_i = r (delta_ij - (1 + xhat_i xhat_j) / N) and
 *     dr / dx_i = -r^2 xhat_i / N.
 * Mean and variance are functions of x here. All operations used are differentiable, so higher orders follow.
 */
registerKernelGradient('NormaliseGradient', {
  save: ['x', 'gamma', 'beta', 'mean', 'variance', 'dy'],
  gradients: ({ dy: [a, b, c], saved, attributes: { over, epsilon, slope } }) => {
    const { x, gamma, beta, mean, variance, dy } = saved;
    const [batch, rows, columns] = x.shape;
    const meanOf = (u: tf.Tensor): tf.Tensor =>
      over === 'batch' ? channelSums(u as tf.Tensor4D).div(batch * rows * columns) : u.mean([1, 2], true);
    const centred = x.sub(meanOf(x));
    const r = meanOf(centred.square()).add(epsilon).rsqrt();
    const xhat = centred.mul(r);
    const project = (u: tf.Tensor) => u.sub(meanOf(u)).sub(xhat.mul(meanOf(u.mul(xhat))));
    const gate = (u: tf.Tensor) => (slope === 1 ? u : rectifyGradient(xhat.mul(gamma).add(beta), u, slope));
    const h = gate(dy);
    const scale = r.mul(gamma);
    const aProjectH = a.mul(project(h));
    return {
      x: () => {
        const s = h.mul(b).sub(
          a
            .mul(meanOf(h.mul(xhat)))
            .add(h.mul(meanOf(a.mul(xhat))))
            .mul(scale),
        );
        return r.mul(project(s).sub(xhat.mul(meanOf(aProjectH).mul(scale))));
      },
      gamma: () => channelSums(aProjectH.mul(r) as tf.Tensor4D),
      beta: () => tf.zerosLike(beta),
      mean: () => tf.zerosLike(mean),
      variance: () => tf.zerosLike(variance),
      dy: () => gate(project(a).mul(scale).add(xhat.mul(b)).add(c)),
    };
  },
});
