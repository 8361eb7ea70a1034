import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

/** The value where it is positive, else slope times it. */
export function rectified(value: number, slope: number): number {
  return value > 0 ? value : slope * value;
}

export const rectify: CpuKernel<'Rectify'> = ({ x }, { slope }) => {
  const y = emptyTensor(x.shape);
  for (let i = 0; i < y.values.length; i++) y.values[i] = rectified(x.values[i], slope);
  return y;
};

export const rectifyGradient: CpuKernel<'RectifyGradient'> = ({ x, dy }, { slope }) => {
  const dx = emptyTensor(x.shape);
  for (let i = 0; i < dx.values.length; i++)
    dx.values[i] = x.values[i] > 0 ? dy.values[i] : slope * dy.values[i];
  return dx;
};
