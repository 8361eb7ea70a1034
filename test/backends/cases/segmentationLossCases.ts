import * as tf from '@tensorflow/tfjs';
import type { KernelCase } from '../../support/kernelCases';
import { shapes } from './shapes';

export function segmentationLossCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const shape of shapes('1x1x1x2 2x5x7x2 1x9x6x3 3x8x8x4 2x3x5x5 4x32x32x6')) {
    for (const target of ['onehot', 'soft'] as const) {
      for (const smooth of [1, 1e-6]) {
        const label = `[${shape.join(', ')}], ${target} target, smooth ${smooth}`;
        cases.push(
          {
            name: `segmentation loss ${label}`,
            kernel: 'SegmentationLoss',
            inputs: { logits: [shape, 'normal'], target: [shape, target] },
            attributes: { smooth },
          },
          {
            name: `segmentation loss gradient ${label}`,
            kernel: 'SegmentationLossGradient',
            inputs: { logits: [shape, 'normal'], target: [shape, target], dy: [[], 'positive'] },
            attributes: { smooth },
            derive: (drawn) => overlapOf(drawn.logits, drawn.target, shape),
          },
        );
      }
    }
  }
  return cases;
}

/** Overlap and total as the forward kernel returns them, computed in double precision. */
function overlapOf(logits: Float32Array, target: Float32Array, shape: readonly number[]) {
  const [images, rows, columns, classes] = shape;
  const sums = () => new Float64Array(images * (classes - 1));
  const [overlap, total] = [sums(), sums()];
  for (let i = 0; i < logits.length; i += classes) {
    const e = Array.from(logits.subarray(i, i + classes), Math.exp);
    const sum = e.reduce((a, b) => a + b);
    for (let c = 1; c < classes; c++) {
      const k = Math.floor(i / (rows * columns * classes)) * (classes - 1) + c - 1;
      overlap[k] += (e[c] / sum) * target[i + c];
      total[k] += e[c] / sum + target[i + c];
    }
  }
  const tensor = (values: Float64Array) => tf.tensor2d(Float32Array.from(values), [images, classes - 1]);
  return { overlap: tensor(overlap), total: tensor(total) };
}
