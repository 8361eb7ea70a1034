import type { TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import type { Chunks } from '../kernels/splitIntoChunks';
import { splitIntoChunks } from '../kernels/splitIntoChunks';
import { statisticGroups } from '../kernels/statisticGroups';
import { bind } from './bind';
import { chunksOf, locateChunk } from './chunks';
import type { Dispatcher } from './Dispatcher';
import { takeMoments } from './keptMoments';
import { layOut, normaliseCompactly, normaliseGradientCompactly } from './compactNormalisation';
import { PendingSums } from './PendingSums';
import { readOnce } from './readOnce';
import { rectified, rectifiedGradient } from './rectification';
import {
  constantsLength,
  gradientBySums,
  normaliseByMoments,
  sharesStatistics,
  storeConstants,
} from './sharedNormalisation';
import type { WebGPUKernel } from './WebGPUKernel';
import { float } from './WebGPUKernel';

/**
 * Three programs: mean and squared deviations of chunks; those of the groups from the chunks' (Chan et al.
 * 1979); the result. Where workgroup memory is used, the last two are one (`sharedNormalisation.ts`), or all
 * three if there are few pixels (`compactNormalisation.ts`). The first may have been part of the convolution
 * (`tileMoments.ts`). Chunks sum relative to their first value, since one-pass sums of values far from zero
 * cancel.
 */
export const normalise: WebGPUKernel<'Normalise'> = (dispatcher, { x, gamma, beta }, attributes) => {
  const statistics = statisticGroups(x.shape, attributes.over);
  const { groups, pixels, channels } = statistics;
  const { slope, epsilon } = attributes;
  const mean = dispatcher.output([groups, channels]);
  const variance = dispatcher.output([groups, channels]);
  const y = dispatcher.output(x.shape);
  const layout = dispatcher.cooperative && layOut(statistics);
  const kept = takeMoments(x);
  const usable = !layout && groups === 1 ? kept : undefined;
  if (kept && !usable) dispatcher.dispose(kept.tensor);
  if (layout) {
    normaliseCompactly(dispatcher, { x, gamma, beta }, { mean, variance, y }, layout, attributes);
    return [y, mean, variance];
  }
  const split = usable ? splitIntoChunks(statistics, usable.chunkPixels) : chunksOf(statistics);
  const { chunkPixels, chunks } = split;
  const moments = usable?.tensor ?? momentsOfChunks(dispatcher, x, split);
  const constants = Object.values(split);
  if (dispatcher.cooperative && sharesStatistics(split)) {
    const read = { x, gamma, beta, moments };
    normaliseByMoments(dispatcher, read, { mean, variance, y }, split, attributes);
    dispatcher.dispose(moments);
    return [y, mean, variance];
  }
  dispatcher.run({
    name: 'normalise, moments of groups',
    constants,
    bindings: bind({ moments }, { mean, variance }),
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
    bindings: bind({ x, gamma, beta, mean, variance }, { y }),
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

/** Mean and squared deviations of chunks, [groups * chunks * channels, 2]; adds the parts of x on its way. */
function momentsOfChunks(dispatcher: Dispatcher, x: TensorInfo, split: Chunks): TensorInfo {
  const { groups, channels, chunks } = split;
  const moments = dispatcher.output([groups * chunks * channels, 2]);
  const reading = readOnce(dispatcher, x, 'values');
  const sum = PendingSums.of(dispatcher).take(x);
  dispatcher.run({
    name: 'normalise, moments of chunks',
    constants: [...Object.values(split), ...reading.constants],
    bindings: bind({ values: reading.tensor }, { ...(sum && { x }), moments }),
    declarations: () => reading.declaration,
    threads: groups * chunks * channels,
    body: () => `
  ${locateChunk(split)}
  let origin = valuesAt(start);
  var sum = 0.0;
  var squares = 0.0;
  for (var k = 0; k < count; k++) {
    let value = valuesAt(start + k * ${channels});
    ${sum ? `x[start + k * ${channels}] = value;` : ''}
    let v = value - origin;
    sum += v;
    squares += v * v;
  }
  let shift = sum / f32(count);
  moments[2 * i] = origin + shift;
  moments[2 * i + 1] = max(0.0, squares - sum * shift);`,
  });
  if (sum) dispatcher.dispose(sum.partial);
  return moments;
}

/**
 * Three programs: sums of dz and dz xhat over chunks, the sums over groups, and dx; the last two are one
 * where workgroup memory is used, or all three as above.
 */
export const normaliseGradient: WebGPUKernel<'NormaliseGradient'> = (dispatcher, inputs, attributes) => {
  const { x, gamma, beta, mean, variance, dy } = inputs;
  const statistics = statisticGroups(x.shape, attributes.over);
  const split = chunksOf(statistics);
  const { groups, pixels, channels, chunks } = split;
  const { slope, epsilon } = attributes;
  const dx = dispatcher.output(x.shape);
  const dGamma = dispatcher.output(gamma.shape);
  const dBeta = dispatcher.output(beta.shape);
  const layout = dispatcher.cooperative && layOut(statistics);
  if (layout) {
    normaliseGradientCompactly(dispatcher, { x, gamma, beta, dy }, { dx, dGamma, dBeta }, layout, attributes);
    return [dx, dGamma, dBeta];
  }
  const shared = dispatcher.cooperative && sharesStatistics(split);
  const partial = dispatcher.output([2 * groups * chunks * channels + (shared ? constantsLength(split) : 0)]);
  const given = bind({ x, gamma, beta, mean, variance, dy }, {});
  dispatcher.run({
    name: 'normalise, gradient sums of chunks',
    constants: [...Object.values(split), slope, epsilon, shared ? 1 : 0],
    bindings: [...given, ...bind({}, { partial })],
    threads: groups * chunks * channels,
    body: () => `
  ${locateChunk(split)}
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
  partial[2 * i + 1] = product;${shared ? storeConstants(split) : ''}`,
  });
  if (shared) {
    gradientBySums(dispatcher, { x, dy, partial }, { dx, dGamma, dBeta }, split, slope);
    dispatcher.dispose(partial);
    return [dx, dGamma, dBeta];
  }
  const sums = dispatcher.output([groups * channels, 2]);
  dispatcher.run({
    name: 'normalise, gradient sums of groups',
    constants: [groups, chunks, channels],
    bindings: bind({ partial }, { sums, dGamma, dBeta }),
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
    bindings: [...given, ...bind({ sums }, { dx })],
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
    bindings: bind({ x, scale, offset }, { y }),
    threads: sizeOf(x.shape),
    body: () => `
  let channel = i % ${channels};
  let z = x[i] * scale[channel] + offset[channel];
  y[i] = ${rectified('z', slope)};`,
  });
  return y;
};
