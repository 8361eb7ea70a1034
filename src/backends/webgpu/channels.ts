import { sizeOf } from '../kernels/sizeOf';
import type { WebGPUKernel } from './WebGPUKernel';

export const concatenate: WebGPUKernel<'Concatenate'> = (dispatcher, { a, b }) => {
  const [aChannels, bChannels] = [a, b].map(({ shape }) => shape[shape.length - 1]);
  const channels = aChannels + bChannels;
  const y = dispatcher.output([...a.shape.slice(0, -1), channels]);
  dispatcher.run({
    name: 'concatenate',
    constants: [aChannels, bChannels],
    bindings: [
      { name: 'a', tensor: a },
      { name: 'b', tensor: b },
      { name: 'y', tensor: y, written: true },
    ],
    threads: sizeOf(y.shape),
    body: () => `
  let channel = i % ${channels};
  let pixel = i / ${channels};
  if (channel < ${aChannels}) {
    y[i] = a[pixel * ${aChannels} + channel];
  } else {
    y[i] = b[pixel * ${bChannels} + channel - ${aChannels}];
  }`,
  });
  return y;
};

export const channelSlice: WebGPUKernel<'ChannelSlice'> = (dispatcher, { x }, { begin, size }) => {
  const channels = x.shape[x.shape.length - 1];
  const y = dispatcher.output([...x.shape.slice(0, -1), size]);
  dispatcher.run({
    name: 'slice channels',
    constants: [channels, begin, size],
    bindings: [
      { name: 'x', tensor: x },
      { name: 'y', tensor: y, written: true },
    ],
    threads: sizeOf(y.shape),
    body: () => `  y[i] = x[i / ${size} * ${channels} + ${begin} + i % ${size}];`,
  });
  return y;
};
