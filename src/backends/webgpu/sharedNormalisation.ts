import type { TensorInfo } from '@tensorflow/tfjs';
import type { NormaliseAttributes } from '../kernels/contract';
import type { Chunks } from '../kernels/splitIntoChunks';
import { bind } from './bind';
import type { Dispatcher, Program } from './Dispatcher';
import { rectified, rectifiedGradient } from './rectification';
import { float } from './WebGPUKernel';

/*
 * The last program of a normalisation and of its gradient, with workgroup memory: each workgroup first adds
 * up the chunks of its group of images by itself, which is cheaper than a program in between.
 */

/** Invocations of a workgroup, and values that it computes. */
const SIZE = 256;
const VALUES = 8 * SIZE;

/** Whether a workgroup has an invocation for each channel. */
export function sharesStatistics({ channels }: Chunks): boolean {
  return channels <= SIZE;
}

/** y, mean and variance from the moments of chunks, [groups * chunks * channels, 2]. */
export function normaliseByMoments(
  dispatcher: Dispatcher,
  read: Readonly<Record<'x' | 'gamma' | 'beta' | 'moments', TensorInfo>>,
  written: Readonly<Record<'mean' | 'variance' | 'y', TensorInfo>>,
  split: Chunks,
  { slope, epsilon }: NormaliseAttributes,
): void {
  const { pixels, channels, chunkPixels, chunks } = split;
  dispatcher.run({
    name: 'normalise by moments',
    constants: [...Object.values(split), slope, epsilon],
    bindings: bind(read, written),
    workgroups: workgroupsOf(split),
    declarations: () => `
var<workgroup> counts: array<f32, ${SIZE}>;
var<workgroup> shifts: array<f32, ${SIZE}>;
var<workgroup> squares: array<f32, ${SIZE}>;
var<workgroup> scales: array<f32, ${channels}>;
/** Chan et al. 1979: count, mean and squared deviations of two sets of values. */
fn merge(a: vec3f, b: vec3f) -> vec3f {
  if (b.x == 0.0) { return a; }
  let count = a.x + b.x;
  let difference = b.y - a.y;
  return vec3f(
    count,
    a.y + difference * b.x / count,
    a.z + b.z + difference * difference * a.x * b.x / count,
  );
}`,
    body: () => `${locate(split)}
  let first = statistic * ${chunks * channels} + channel;
  // Means relative to the first chunk's, since those far from zero cancel.
  let origin = moments[2 * first];
  var all = vec3f();
  for (var chunk = slice; chunk < ${chunks}; chunk += ${slicesOf(split)}) {
    let at = 2 * (first + chunk * ${channels});
    let count = f32(min(${chunkPixels}, ${pixels} - chunk * ${chunkPixels}));
    all = merge(all, vec3f(count, moments[at] - origin, moments[at + 1]));
  }
  counts[lane] = all.x;
  shifts[lane] = all.y;
  squares[lane] = all.z;
  workgroupBarrier();
  if (lane < ${channels}) {
    for (var k = lane + ${channels}; k < ${slicesOf(split) * channels}; k += ${channels}) {
      all = merge(all, vec3f(counts[k], shifts[k], squares[k]));
    }
    let spread = all.z / all.x;
    shifts[lane] = origin + all.y;
    scales[lane] = gamma[lane] * inverseSqrt(spread + ${float(epsilon)});
    if (part == 0) {
      mean[statistic * ${channels} + lane] = origin + all.y;
      variance[statistic * ${channels} + lane] = spread;
    }
  }
  workgroupBarrier();
  ${eachValue(
    split,
    `let z = (x[at] - shifts[c]) * scales[c] + beta[c];
    y[at] = ${rectified('z', slope)};`,
  )}`,
  });
}

/** Number of values behind the sums of chunks: mean, 1 / deviation, gamma and beta of each statistic. */
export function constantsLength({ groups, channels }: Chunks): number {
  return 4 * groups * channels;
}

/**
 * WGSL that stores these constants, of which a program could not bind the tensors, in a program of the sums
 * of chunks (`partial`, [groups * chunks * channels, 2] and the constants).
 */
export function storeConstants({ groups, channels, chunks }: Chunks): string {
  return `
  if (chunk == 0) {
    let to = ${2 * groups * chunks * channels} + 4 * statistic;
    partial[to] = mean[statistic];
    partial[to + 1] = r;
    partial[to + 2] = gamma[channel];
    partial[to + 3] = beta[channel];
  }`;
}

/** dx, dgamma and dbeta from the sums of dz and dz xhat over chunks. */
export function gradientBySums(
  dispatcher: Dispatcher,
  read: Readonly<Record<'x' | 'dy' | 'partial', TensorInfo>>,
  written: Readonly<Record<'dx' | 'dGamma' | 'dBeta', TensorInfo>>,
  split: Chunks,
  slope: number,
): void {
  const { groups, pixels, channels, chunks } = split;
  dispatcher.run({
    name: 'normalise, gradient by sums',
    constants: [...Object.values(split), slope],
    bindings: bind(read, written),
    workgroups: workgroupsOf(split),
    declarations: () => `
var<workgroup> sums: array<vec2f, ${SIZE}>;
var<workgroup> constants: array<vec4f, ${channels}>;
fn sumOf(index: i32) -> vec2f { return vec2f(partial[2 * index], partial[2 * index + 1]); }`,
    body: () => `${locate(split)}
  var sum = vec2f();
  for (var chunk = slice; chunk < ${chunks}; chunk += ${slicesOf(split)}) {
    sum += sumOf((statistic * ${chunks} + chunk) * ${channels} + channel);
  }
  sums[lane] = sum;
  workgroupBarrier();
  if (lane < ${channels}) {
    for (var k = lane + ${channels}; k < ${slicesOf(split) * channels}; k += ${channels}) { sum += sums[k]; }
    sums[lane] = sum / ${float(pixels)};
    let base = ${2 * groups * chunks * channels} + 4 * (statistic * ${channels} + lane);
    constants[lane] = vec4f(partial[base], partial[base + 1], partial[base + 2], partial[base + 3]);
    if (group == 0) {
      for (var k = ${chunks}; k < ${groups * chunks}; k++) { sum += sumOf(k * ${channels} + lane); }
      dBeta[lane] = sum.x;
      dGamma[lane] = sum.y;
    }
  }
  workgroupBarrier();
  ${eachValue(
    split,
    `let xhat = (x[at] - constants[c].x) * constants[c].y;
    let dz = ${rectifiedGradient('(xhat * constants[c].z + constants[c].w)', 'dy[at]', slope)};
    dx[at] = constants[c].z * constants[c].y * (dz - sums[c].x - xhat * sums[c].y);`,
  )}`,
  });
}

function workgroupsOf({ groups, pixels, channels }: Chunks): Program['workgroups'] {
  return { count: groups * partsOf({ pixels, channels }), size: SIZE };
}

const partsOf = ({ pixels, channels }: Pick<Chunks, 'pixels' | 'channels'>) =>
  Math.ceil((pixels * channels) / VALUES);

/** Number of invocations that share the chunks of a channel. */
const slicesOf = ({ channels }: Chunks) => Math.floor(SIZE / channels);

/**
 * WGSL: the group of images (`statistic`) and which part of its values a workgroup computes; the channel
 * whose chunks an invocation adds up, and from which one on (from beyond the last if it has none).
 */
function locate(split: Chunks): string {
  const { channels, chunks } = split;
  return `
  let statistic = group / ${partsOf(split)};
  let part = group % ${partsOf(split)};
  let channel = lane % ${channels};
  let slice = select(${chunks}, lane / ${channels}, lane < ${slicesOf(split) * channels});`;
}

/** WGSL that runs for each value of the workgroup: at index `at`, of channel `c`. */
function eachValue(split: Chunks, statements: string): string {
  const { pixels, channels } = split;
  return `let end = min((part + 1) * ${VALUES}, ${pixels * channels});
  for (var k = part * ${VALUES} + lane; k < end; k += ${SIZE}) {
    let c = k % ${channels};
    let at = statistic * ${pixels * channels} + k;
    ${statements}
  }`;
}
