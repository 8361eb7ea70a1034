import type { RectifyAttributes } from '../kernels/contract';
import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

/** The value where it is positive, else slope times it. */
export function rectify(value: number, slope: number): number {
  return value > 0 ? value : slope * value;
}

export const rectifyTensor: CpuKernel<RectifyAttributes> = ({ x }, { slope }) => {
  const y = emptyTensor(x.shape);
  for (let i = 0; i < y.values.length; i++) y.values[i] = rectify(x.values[i], slope);
  return y;
};

export const rectifyGradient: CpuKernel<RectifyAttributes> = ({ x, dy }, { slope }) => {
  const dx = emptyTensor(x.shape);
  for (let i = 0; i < dx.values.length; i++)
    dx.values[i] = x.values[i] > 0 ? dy.values[i] : slope * dy.values[i];
  return dx;
};
