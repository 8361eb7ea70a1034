import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

/**
 * loss = mean over pixels of -sum_c y_c log p_c, plus 1 - mean over images and foreground classes of
 * (2 overlap_c + smooth) / (total_c + smooth), with p = softmax(logits), overlap_c = sum p_c y_c and
 * total_c = sum p_c + sum y_c over the pixels of an image. Class 0 is background.
 */
export const segmentationLoss: CpuKernel<'SegmentationLoss'> = ({ logits, target }, { smooth }) => {
  const [images, rows, columns, classes] = logits.shape;
  const pixels = images * rows * columns;
  const foreground = classes - 1;
  const overlap = new Float64Array(images * foreground);
  const total = new Float64Array(images * foreground);
  let crossEntropy = 0;
  for (let i = 0; i < pixels; i++) {
    const { p, logP } = softmax(logits.values, i, classes);
    for (let c = 0; c < classes; c++) {
      const y = target.values[i * classes + c];
      crossEntropy -= y * logP[c];
      if (c === 0) continue;
      const k = Math.floor(i / (rows * columns)) * foreground + c - 1;
      overlap[k] += p[c] * y;
      total[k] += p[c] + y;
    }
  }
  let dice = 0;
  overlap.forEach((value, k) => (dice += (2 * value + smooth) / (total[k] + smooth)));
  const loss = crossEntropy / pixels + 1 - dice / overlap.length;
  return [
    { shape: [], values: Float32Array.of(loss) },
    { shape: [images, foreground], values: Float32Array.from(overlap) },
    { shape: [images, foreground], values: Float32Array.from(total) },
  ];
};

/**
 * dlogits_k = dy * ((p_k sum_c y_c - y_k) / pixels + p_k (g_k - sum_c p_c g_c)), where g_c, the derivative of
 * the Dice term by p_c, is 0 for the background and otherwise
 *   ((2 overlap_c + smooth) - 2 y_c (total_c + smooth)) / (total_c + smooth)^2 / (classes - 1) / images.
 */
export const segmentationLossGradient: CpuKernel<'SegmentationLossGradient'> = (
  { logits, target, overlap, total, dy },
  { smooth },
) => {
  const [images, rows, columns, classes] = logits.shape;
  const pixels = images * rows * columns;
  const dlogits = emptyTensor(logits.shape);
  for (let i = 0; i < pixels; i++) {
    const { p } = softmax(logits.values, i, classes);
    const y = target.values.subarray(i * classes, (i + 1) * classes);
    const g = p.map((_, c) => {
      if (c === 0) return 0;
      const k = Math.floor(i / (rows * columns)) * (classes - 1) + c - 1;
      const numerator = 2 * overlap.values[k] + smooth;
      const denominator = total.values[k] + smooth;
      return (numerator - 2 * y[c] * denominator) / denominator ** 2 / overlap.values.length;
    });
    const sumY = y.reduce((a, b) => a + b, 0);
    const sumPG = p.reduce((sum, value, c) => sum + value * g[c], 0);
    for (let k = 0; k < classes; k++) {
      const gradient = (p[k] * sumY - y[k]) / pixels + p[k] * (g[k] - sumPG);
      dlogits.values[i * classes + k] = dy.values[0] * gradient;
    }
  }
  return dlogits;
};

/** Probabilities and their logarithms at one pixel. The largest logit is subtracted to avoid overflow. */
function softmax(logits: Float32Array, pixel: number, classes: number): { p: number[]; logP: number[] } {
  const values = Array.from(logits.subarray(pixel * classes, (pixel + 1) * classes));
  const largest = Math.max(...values);
  const logSum = Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  const logP = values.map((value) => value - largest - logSum);
  return { p: logP.map(Math.exp), logP };
}
