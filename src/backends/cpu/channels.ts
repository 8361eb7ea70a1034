import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

export const channelSums: CpuKernel<'ChannelSums'> = ({ x }) => {
  const channels = x.shape[x.shape.length - 1];
  const sums = new Float64Array(channels);
  for (let i = 0; i < x.values.length; i++) sums[i % channels] += x.values[i];
  return { shape: [channels], values: Float32Array.from(sums) };
};

export const concatenate: CpuKernel<'Concatenate'> = ({ a, b }) => {
  const [first, second] = [a.shape[3], b.shape[3]];
  const y = emptyTensor([...a.shape.slice(0, 3), first + second]);
  const pixels = y.values.length / (first + second);
  for (let i = 0; i < pixels; i++) {
    const at = i * (first + second);
    for (let c = 0; c < first; c++) y.values[at + c] = a.values[i * first + c];
    for (let c = 0; c < second; c++) y.values[at + first + c] = b.values[i * second + c];
  }
  return y;
};

export const splitChannels: CpuKernel<'SplitChannels'> = ({ x }, { first }) => {
  const channels = x.shape[3];
  const cut = (begin: number, size: number) => {
    const y = emptyTensor([...x.shape.slice(0, 3), size]);
    const pixels = y.values.length / size;
    for (let i = 0; i < pixels; i++) {
      for (let c = 0; c < size; c++) y.values[i * size + c] = x.values[i * channels + begin + c];
    }
    return y;
  };
  return [cut(0, first), cut(first, channels - first)];
};
