import { sizeOf } from '../kernels/sizeOf';
import { bind } from './bind';
import { chunksOf, locateChunk } from './chunks';
import { readOnce } from './readOnce';
import { runInParts } from './runInParts';
import type { WebGPUKernel } from './WebGPUKernel';

export const concatenate: WebGPUKernel<'Concatenate'> = (dispatcher, { a, b }) => {
  const [aChannels, bChannels] = [a, b].map(({ shape }) => shape[shape.length - 1]);
  const channels = aChannels + bChannels;
  const y = dispatcher.output([...a.shape.slice(0, -1), channels]);
  dispatcher.run({
    name: 'concatenate',
    constants: [aChannels, bChannels],
    bindings: bind({ a, b }, { y }),
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

export const splitChannels: WebGPUKernel<'SplitChannels'> = (dispatcher, { x }, { first }) => {
  const channels = x.shape[x.shape.length - 1];
  const others = channels - first;
  const [a, b] = [first, others].map((count) => dispatcher.output([...x.shape.slice(0, -1), count]));
  const reading = readOnce(dispatcher, x, 'x');
  dispatcher.run({
    name: 'split channels',
    constants: [channels, first, ...reading.constants],
    bindings: bind({ x: reading.tensor }, { a, b }),
    declarations: () => reading.declaration,
    threads: sizeOf(x.shape),
    body: () => `
  let channel = i % ${channels};
  let pixel = i / ${channels};
  if (channel < ${first}) {
    a[pixel * ${first} + channel] = xAt(i);
  } else {
    b[pixel * ${others} + channel - ${first}] = xAt(i);
  }`,
  });
  return [a, b];
};

export const channelSums: WebGPUKernel<'ChannelSums'> = (dispatcher, { x }) => {
  const channels = x.shape[x.shape.length - 1];
  const sums = dispatcher.output([channels]);
  const split = chunksOf({ groups: 1, pixels: sizeOf(x.shape) / channels, channels });
  runInParts(dispatcher, sums, split.chunks, (partial) => ({
    name: 'sums of channels',
    constants: Object.values(split),
    bindings: bind({ x }, { partial }),
    threads: split.chunks * channels,
    body: () => `
  ${locateChunk(split)}
  var sum = 0.0;
  for (var k = 0; k < count; k++) { sum += x[start + k * ${channels}]; }
  partial[i] = sum;`,
  }));
  return sums;
};
