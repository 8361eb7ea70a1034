import * as tf from '@tensorflow/tfjs';
import type { SegmentationLossAttributes } from '../backends/kernels/contract';
import { registerKernelGradient } from './registerKernelGradient';
import { runKernel } from './runKernel';
import { softmax } from './softmax';

/**
 * Cross-entropy plus soft Dice, the segmenter's loss:
 *   mean(-sum_c y_c log p_c) + 1 - mean_c (2 overlap_c + smooth) / (total_c + smooth)
 * with p = softmax(logits), overlap_c = sum p_c y_c and total_c = sum p_c + sum y_c. In the Dice term c runs
 * over the foreground classes, and sums run over the whole batch.
 *
 * Differentiable by the logits any number of times: a kernel computes the gradient, the formula below its
 * gradient.
 *
 * @param logits [batch, rows, columns, classes]; class 0 is background
 * @param target one-hot, same shape; a constant
 * @param smooth added to numerator and denominator, so that a class that occurs nowhere has a Dice of 1
 * @returns scalar >= 0
 * @throws Error naming the shapes if they differ or there are fewer than two classes
 */
export function segmentationLoss(logits: tf.Tensor4D, target: tf.Tensor4D, smooth = 1): tf.Scalar {
  if (logits.shape.length !== 4 || logits.shape[3] < 2 || logits.shape.join() !== target.shape.join()) {
    throw new Error(
      `segmentationLoss: logits and target must both be [batch, rows, columns, classes >= 2], ` +
        `not [${logits.shape.join(', ')}] and [${target.shape.join(', ')}].`,
    );
  }
  const attributes: SegmentationLossAttributes = { smooth };
  return tf.tidy(() => {
    const [loss] = runKernel('SegmentationLoss', { logits, target }, attributes);
    return loss;
  });
}

registerKernelGradient('SegmentationLoss', {
  save: ['logits', 'target'],
  saveOutputs: [false, true, true],
  gradients: ({ dy: [dy], saved, outputs, attributes }) => {
    const [overlap, total] = outputs as tf.Tensor1D[];
    return {
      logits: () => runKernel('SegmentationLossGradient', { ...saved, overlap, total, dy }, attributes),
      target: refuseTarget,
    };
  },
});

/**
 * The second derivative. With J(v) = p (v - sum_c p_c v_c), the Jacobian of softmax at a pixel, which is
 * symmetric, the kernel computes
 *   dlogits = dy (S p - y) / pixels + dy J(g),  S = sum_c y_c,
 *   g_c = ((2 overlap_c + smooth) - 2 y_c T_c) / T_c^2 / (classes - 1),  T_c = total_c + smooth, g_0 = 0.
 * For a cotangent u, with w = J(u), the gradient of sum(u dlogits) / dy by the logits is
 *   S w / pixels + J(u g - u sum_c p_c g_c - g sum_c p_c u_c + A y + B).
 * The last two terms arise because g depends on overlap and total; N_c = 2 overlap_c + smooth, sums run over
 * all pixels:
 *   A_c = 2 sum(w_c) / T_c^2 / (classes - 1),
 *   B_c = (2 sum(w_c y_c) / T_c^2 - 2 N_c sum(w_c) / T_c^3) / (classes - 1).
 * Overlap and total are functions of the logits here. All operations used are differentiable.
 */
registerKernelGradient('SegmentationLossGradient', {
  save: ['logits', 'target', 'overlap', 'total', 'dy'],
  gradients: ({ dy: cotangent, saved, attributes: { smooth } }) => {
    const { logits, target, overlap, total, dy } = saved;
    const classes = logits.shape[3];
    const pixels = logits.size / classes;
    const flat = (x: tf.Tensor) => x.reshape([pixels, classes]);
    const [u, y, p] = [flat(cotangent), flat(target), softmax(flat(logits))];
    const atPixel = (x: tf.Tensor) => x.sum(1, true);
    const overAll = (x: tf.Tensor) => x.sum(0);
    const jacobian = (v: tf.Tensor) => p.mul(v.sub(atPixel(p.mul(v))));
    // 1 / (classes - 1) for the foreground classes, 0 for the background.
    const share = tf.tensor1d(Array.from({ length: classes }, (_, c) => (c === 0 ? 0 : 1 / (classes - 1))));
    const numerator = overAll(p.mul(y)).mul(2).add(smooth);
    const denominator = overAll(p.add(y)).add(smooth);
    const g = numerator.sub(y.mul(denominator).mul(2)).div(denominator.square()).mul(share);
    const sumY = atPixel(y);
    return {
      logits: () => {
        const w = jacobian(u);
        const sumW = overAll(w).mul(2).div(denominator.square()).mul(share);
        const sumWY = overAll(w.mul(y)).mul(2).div(denominator.square()).mul(share);
        const byP = u
          .mul(g)
          .sub(u.mul(atPixel(p.mul(g))))
          .sub(g.mul(atPixel(p.mul(u))))
          .add(y.mul(sumW))
          .add(sumWY.sub(sumW.mul(numerator).div(denominator)));
        return sumY.mul(w).div(pixels).add(jacobian(byP)).mul(dy).reshape(logits.shape);
      },
      target: refuseTarget,
      overlap: () => tf.zerosLike(overlap),
      total: () => tf.zerosLike(total),
      dy: () =>
        u
          .mul(sumY.mul(p).sub(y).div(pixels).add(jacobian(g)))
          .sum()
          .reshape(dy.shape),
    };
  },
});

function refuseTarget(): never {
  throw new Error('segmentationLoss: has no gradient by its target; differentiate by the logits only.');
}
