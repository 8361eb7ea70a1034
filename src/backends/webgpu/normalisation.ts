import type { TensorInfo } from '@tensorflow/tfjs';
import type { NormaliseAttributes } from '../kernels/contract';
import { sizeOf } from '../kernels/sizeOf';
import type { Dispatcher } from './Dispatcher';
import { rectified, rectifiedGradient } from './rectification';
import type { WebGPUKernel } from './WebGPUKernel';
import { float, PLENTY } from './WebGPUKernel';

interface Chunks {
  groups: number;
  pixels: number;
  channels: number;
  /** Pixels that one invocation sums, and number of such chunks per group. */
  chunkPixels: number;
  chunks: number;
}

/**
 * Three programs: mean and squared deviations of chunks; those of the groups from the chunks' (Chan et al.
 * 1979); the result. Chunks sum relative to their first value, since one-pass sums of values far from zero
 * cancel.
 */
export const normalise: WebGPUKernel<'Normalise'> = (dispatcher, { x, gamma, beta }, attributes) => {
  const split = splitIntoChunks(x.shape, attributes);
  const { groups, pixels, channels, chunkPixels, chunks } = split;
  const { slope, epsilon } = attributes;
  const moments = dispatcher.output([groups * chunks * channels, 2]);
  const mean = dispatcher.output([groups, channels]);
  const variance = dispatcher.output([groups, channels]);
  const y = dispatcher.output(x.shape);
  const constants = Object.values(split);
  dispatcher.run({
    name: 'normalise, moments of chunks',
    constants,
    bindings: [
      { name: 'x', tensor: x },
      { name: 'moments', tensor: moments, written: true },
    ],
    threads: groups * chunks * channels,
    body: () => `
  ${chunkOf(split)}
  let origin = x[start];
  var sum = 0.0;
  var squares = 0.0;
  for (var k = 0; k < count; k++) {
    let v = x[start + k * ${channels}] - origin;
    sum += v;
    squares += v * v;
  }
  let shift = sum / f32(count);
  moments[2 * i] = origin + shift;
  moments[2 * i + 1] = max(0.0, squares - sum * shift);`,
  });
  dispatcher.run({
    name: 'normalise, moments of groups',
    constants,
    bindings: [
      { name: 'moments', tensor: moments },
      { name: 'mean', tensor: mean, written: true },
      { name: 'variance', tensor: variance, written: true },
    ],
    threads: groups * channels,
    body: () => `
  let channel = i % ${channels};
  let group = i / ${channels};
  let first = group * ${chunks * channels} + channel;
  // Means relative to the first chunk's, for the same reason.
  let origin = moments[2 * first];
  var total = 0.0;
  var shift = 0.0;
  var squares = 0.0;
  for (var chunk = 0; chunk < ${chunks}; chunk++) {
    let at = 2 * (first + chunk * ${channels});
    let count = f32(min(${chunkPixels}, ${pixels} - chunk * ${chunkPixels}));
    let difference = moments[at] - origin - shift;
    let all = total + count;
    shift += difference * count / all;
    squares += moments[at + 1] + difference * difference * total * count / all;
    total = all;
  }
  mean[i] = origin + shift;
  variance[i] = squares / total;`,
  });
  dispatcher.dispose(moments);
  dispatcher.run({
    name: 'normalise',
    constants: [groups, pixels, channels, slope, epsilon],
    bindings: [
      { name: 'x', tensor: x },
      { name: 'gamma', tensor: gamma },
      { name: 'beta', tensor: beta },
      { name: 'mean', tensor: mean },
      { name: 'variance', tensor: variance },
      { name: 'y', tensor: y, written: true },
    ],
    threads: sizeOf(x.shape),
    body: () => `
  let channel = i % ${channels};
  let statistic = i / ${pixels * channels} * ${channels} + channel;
  let scale = gamma[channel] * inverseSqrt(variance[statistic] + ${float(epsilon)});
  let z = (x[i] - mean[statistic]) * scale + beta[channel];
  y[i] = ${rectified('z', slope)};`,
  });
  return [y, mean, variance];
};

/** Three programs: sums of dz and dz xhat over chunks, the sums over groups, and dx. */
export const normaliseGradient: WebGPUKernel<'NormaliseGradient'> = (dispatcher, inputs, attributes) => {
  const { x, gamma, beta, mean, variance, dy } = inputs;
  const split = splitIntoChunks(x.shape, attributes);
  const { groups, pixels, channels, chunks } = split;
  const { slope, epsilon } = attributes;
  const partial = dispatcher.output([groups * chunks * channels, 2]);
  const sums = dispatcher.output([groups * channels, 2]);
  const dx = dispatcher.output(x.shape);
  const dGamma = dispatcher.output(gamma.shape);
  const dBeta = dispatcher.output(beta.shape);
  const given = [
    { name: 'x', tensor: x },
    { name: 'gamma', tensor: gamma },
    { name: 'beta', tensor: beta },
    { name: 'mean', tensor: mean },
    { name: 'variance', tensor: variance },
    { name: 'dy', tensor: dy },
  ];
  dispatcher.run({
    name: 'normalise, gradient sums of chunks',
    constants: [...Object.values(split), slope, epsilon],
    bindings: [...given, { name: 'partial', tensor: partial, written: true }],
    threads: groups * chunks * channels,
    body: () => `
  ${chunkOf(split)}
  let r = inverseSqrt(variance[statistic] + ${float(epsilon)});
  var sum = 0.0;
  var product = 0.0;
  for (var k = 0; k < count; k++) {
    let at = start + k * ${channels};
    let xhat = (x[at] - mean[statistic]) * r;
    let dz = ${rectifiedGradient('(xhat * gamma[channel] + beta[channel])', 'dy[at]', slope)};
    sum += dz;
    product += dz * xhat;
  }
  partial[2 * i] = sum;
  partial[2 * i + 1] = product;`,
  });
  dispatcher.run({
    name: 'normalise, gradient sums of groups',
    constants: [groups, chunks, channels],
    bindings: [
      { name: 'partial', tensor: partial },
      { name: 'sums', tensor: sums, written: true },
      { name: 'dGamma', tensor: dGamma, written: true },
      { name: 'dBeta', tensor: dBeta, written: true },
    ],
    threads: channels,
    body: () => `
  var all = vec2f();
  for (var group = 0; group < ${groups}; group++) {
    var sum = vec2f();
    for (var chunk = 0; chunk < ${chunks}; chunk++) {
      let at = 2 * ((group * ${chunks} + chunk) * ${channels} + i);
      sum += vec2f(partial[at], partial[at + 1]);
    }
    let to = 2 * (group * ${channels} + i);
    sums[to] = sum.x;
    sums[to + 1] = sum.y;
    all += sum;
  }
  dBeta[i] = all.x;
  dGamma[i] = all.y;`,
  });
  dispatcher.dispose(partial);
  dispatcher.run({
    name: 'normalise, gradient',
    constants: [groups, pixels, channels, slope, epsilon],
    bindings: [...given, { name: 'sums', tensor: sums }, { name: 'dx', tensor: dx, written: true }],
    threads: sizeOf(x.shape),
    body: () => `
  let channel = i % ${channels};
  let statistic = i / ${pixels * channels} * ${channels} + channel;
  let r = inverseSqrt(variance[statistic] + ${float(epsilon)});
  let xhat = (x[i] - mean[statistic]) * r;
  let dz = ${rectifiedGradient('(xhat * gamma[channel] + beta[channel])', 'dy[i]', slope)};
  let means = vec2f(sums[2 * statistic], sums[2 * statistic + 1]) / ${float(pixels)};
  dx[i] = gamma[channel] * r * (dz - means.x - xhat * means.y);`,
  });
  dispatcher.dispose(sums);
  return [dx, dGamma, dBeta];
};

export const affine: WebGPUKernel<'Affine'> = (dispatcher, { x, scale, offset }, { slope }) => {
  const y = dispatcher.output(x.shape);
  const channels = x.shape[x.shape.length - 1];
  dispatcher.run({
    name: 'affine',
    constants: [channels, slope],
    bindings: [
      { name: 'x', tensor: x },
      { name: 'scale', tensor: scale },
      { name: 'offset', tensor: offset },
      { name: 'y', tensor: y, written: true },
    ],
    threads: sizeOf(x.shape),
    body: () => `
  let channel = i % ${channels};
  let z = x[i] * scale[channel] + offset[channel];
  y[i] = ${rectified('z', slope)};`,
  });
  return y;
};

export const channelSums: WebGPUKernel<'ChannelSums'> = (dispatcher, { x }) => {
  const channels = x.shape[x.shape.length - 1];
  const sums = dispatcher.output([channels]);
  const pixels = sizeOf(x.shape) / channels;
  const split = chunksOf(1, pixels, channels);
  const partial = dispatcher.output([split.chunks, channels]);
  dispatcher.run({
    name: 'sums of channels, chunks',
    constants: Object.values(split),
    bindings: [
      { name: 'x', tensor: x },
      { name: 'partial', tensor: partial, written: true },
    ],
    threads: split.chunks * channels,
    body: () => `
  ${chunkOf(split)}
  var sum = 0.0;
  for (var k = 0; k < count; k++) { sum += x[start + k * ${channels}]; }
  partial[i] = sum;`,
  });
  addChunks(dispatcher, partial, sums, split);
  dispatcher.dispose(partial);
  return sums;
};

function addChunks(dispatcher: Dispatcher, partial: TensorInfo, sums: TensorInfo, split: Chunks): void {
  const { chunks, channels } = split;
  dispatcher.run({
    name: 'sums of channels',
    constants: [chunks, channels],
    bindings: [
      { name: 'partial', tensor: partial },
      { name: 'sums', tensor: sums, written: true },
    ],
    threads: channels,
    body: () => `
  var sum = 0.0;
  for (var chunk = 0; chunk < ${chunks}; chunk++) { sum += partial[chunk * ${channels} + i]; }
  sums[i] = sum;`,
  });
}

function splitIntoChunks(shape: readonly number[], { over }: NormaliseAttributes): Chunks {
  const [batch, rows, columns, channels] = shape;
  const groups = over === 'batch' ? 1 : batch;
  return chunksOf(groups, (batch * rows * columns) / groups, channels);
}

function chunksOf(groups: number, pixels: number, channels: number): Chunks {
  const wanted = Math.max(1, Math.min(Math.ceil(pixels / 32), Math.ceil(PLENTY / (groups * channels))));
  const chunkPixels = Math.ceil(pixels / wanted);
  return { groups, pixels, channels, chunkPixels, chunks: Math.ceil(pixels / chunkPixels) };
}

/**
 * WGSL: channel, statistic, first index and number of pixels of the chunk of invocation i. Consecutive
 * invocations have consecutive channels.
 */
function chunkOf({ pixels, channels, chunkPixels, chunks }: Chunks): string {
  return `let channel = i % ${channels};
  let chunk = i / ${channels} % ${chunks};
  let group = i / ${channels * chunks};
  let statistic = group * ${channels} + channel;
  let start = (group * ${pixels} + chunk * ${chunkPixels}) * ${channels} + channel;
  let count = min(${chunkPixels}, ${pixels} - chunk * ${chunkPixels});`;
}
