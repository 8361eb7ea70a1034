import * as tf from '@tensorflow/tfjs';
import type { SegmentationLossAttributes } from '../backends/kernels/contract';
import { registerKernelGradient } from './registerKernelGradient';
import { runKernel } from './runKernel';
import { softmax } from './softmax';

/**
 * Cross-entropy plus soft Dice, the segmenter's loss:
 *   mean(-sum_c y_c log p_c) + 1 - mean_bc (2 overlap_bc + smooth) / (total_bc + smooth)
 * with p = softmax(logits), overlap_bc = sum p_c y_c and total_bc = sum p_c + sum y_c over the pixels of
 * image b. In the Dice term c runs over the foreground classes. Each image counts alike, and so do small
 * structures: with sums over the whole batch, large ones decide.
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
    const [overlap, total] = outputs as tf.Tensor2D[];
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
 *   g_c = ((2 overlap_c + smooth) - 2 y_c T_c) / T_c^2 / (classes - 1) / batch,  T_c = total_c + smooth,
 *   g_0 = 0,
 * where T and N (below) are an image's. For a cotangent u, with w = J(u), the gradient of sum(u dlogits) / dy
 * by the logits is
 *   S w / pixels + J(u g - u sum_c p_c g_c - g sum_c p_c u_c + A y + B).
 * The last two terms arise because g depends on overlap and total; N_c = 2 overlap_c + smooth, sums run over
 * the pixels of an image:
 *   A_c = 2 sum(w_c) / T_c^2 / (classes - 1) / batch,
 *   B_c = (2 sum(w_c y_c) / T_c^2 - 2 N_c sum(w_c) / T_c^3) / (classes - 1) / batch.
 * Overlap and total are functions of the logits here. All operations used are differentiable.
 */
registerKernelGradient('SegmentationLossGradient', {
  save: ['logits', 'target', 'overlap', 'total', 'dy'],
  gradients: ({ dy: cotangent, saved, attributes: { smooth } }) => {
    const { logits, target, overlap, total, dy } = saved;
    const [batch, rows, columns, classes] = logits.shape as [number, number, number, number];
    const pixels = batch * rows * columns;
    const flat = (x: tf.Tensor) => x.reshape([batch, rows * columns, classes]);
    const [u, y, p] = [flat(cotangent), flat(target), softmax(flat(logits))];
    const atPixel = (x: tf.Tensor) => x.sum(2, true);
    const overImage = (x: tf.Tensor) => x.sum(1, true);
    const jacobian = (v: tf.Tensor) => p.mul(v.sub(atPixel(p.mul(v))));
    // 1 / (classes - 1) / batch for the foreground classes, 0 for the background.
    const one = 1 / ((classes - 1) * batch);
    const share = tf.tensor1d(Array.from({ length: classes }, (_, c) => (c === 0 ? 0 : one)));
    const numerator = overImage(p.mul(y)).mul(2).add(smooth);
    const denominator = overImage(p.add(y)).add(smooth);
    const g = numerator.sub(y.mul(denominator).mul(2)).div(denominator.square()).mul(share);
    const sumY = atPixel(y);
    return {
      logits: () => {
        const w = jacobian(u);
        const sumW = overImage(w).mul(2).div(denominator.square()).mul(share);
        const sumWY = overImage(w.mul(y)).mul(2).div(denominator.square()).mul(share);
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
