import { MIXED_EDGES, tapOf } from '../kernels/mixedSizes';
import { softmaxOf } from '../kernels/softmaxOf';
import type { CpuKernel, CpuTensor } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

export const mixKernels: CpuKernel<'MixKernels'> = ({ k4, k6, k8, logits }) => {
  const shares = softmaxOf(logits.values);
  const y = emptyTensor(k8.shape);
  forEachValue([k4, k6, k8], (place, at, to) => {
    y.values[to] += shares[place] * [k4, k6, k8][place].values[at];
  });
  return y;
};

export const mixKernelsGradient: CpuKernel<'MixKernelsGradient'> = ({ dy, logits }) => {
  const shares = softmaxOf(logits.values);
  const [k4, k6, k8] = MIXED_EDGES.map((edge) => emptyTensor([edge, edge, ...dy.shape.slice(2)]));
  const gradients: [CpuTensor, CpuTensor, CpuTensor] = [k4, k6, k8];
  forEachValue(gradients, (place, at, to) => {
    gradients[place].values[at] = shares[place] * dy.values[to];
  });
  return gradients;
};

/** Visits every value of the three kernels, with its place in the mixed one. */
function forEachValue(
  kernels: readonly CpuTensor[],
  visit: (kernel: number, at: number, to: number) => void,
): void {
  const [, , outputs, inputs] = kernels[2].shape;
  const values = outputs * inputs;
  MIXED_EDGES.forEach((edge, place) => {
    for (let tap = 0; tap < 64; tap++) {
      const from = tapOf(tap, edge);
      if (from < 0) continue;
      for (let i = 0; i < values; i++) visit(place, from * values + i, tap * values + i);
    }
  });
}
