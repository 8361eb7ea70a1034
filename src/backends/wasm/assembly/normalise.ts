import { loadLanes, storeLanes } from './lanes';
import { multiplyAdd } from './multiplyAdd';
import { NormaliseJob } from './normaliseJob';
import { rectified, rectifiedGradient } from './rectified';

/* The pixels of one item, set by {@link findChunk}. Globals belong to one instance, hence to one thread. */
/** Number of pixels. */
let chunkCount: i32 = 0;
/** Bytes from the start of x, dy and the output to the first of them. */
let chunkStart: usize = 0;
/** Their group, and bytes from the start of mean and variance to its values. */
let chunkGroup: i32 = 0;
let chunkStatistics: usize = 0;

function findChunk(argument: usize, item: i32): NormaliseJob {
  const job = changetype<NormaliseJob>(argument);
  const first = (item % job.chunks) * job.chunkPixels;
  chunkGroup = item / job.chunks;
  chunkCount = min(job.chunkPixels, job.pixels - first);
  chunkStart = <usize>(((chunkGroup * job.pixels + first) * job.channels) << 2);
  chunkStatistics = <usize>((chunkGroup * job.channels) << 2);
  return job;
}

/** One item: mean and sum of squared deviations of a chunk, in two passes to avoid cancellation. */
export function chunkMoments(argument: usize, item: i32, _thread: i32): void {
  const job = findChunk(argument, item);
  const step = job.channels << 2;
  const count = chunkCount;
  const inverse = f32x4.splat(<f32>1 / <f32>count);
  const sums = job.partial + ((item * 2 * job.channels) << 2);
  for (let channel = 0; channel < job.channels; channel += 4) {
    const lanes = job.channels - channel;
    const start = job.x + chunkStart + (channel << 2);
    // Sums are relative to the first value: sums of values far from zero would lose the digits that vary.
    const origin = loadLanes(start, lanes);
    let total = f32x4.splat(0);
    let from = start;
    for (let i = 0; i < count; i++) {
      total = f32x4.add(total, f32x4.sub(loadLanes(from, lanes), origin));
      from += step;
    }
    const mean = f32x4.add(origin, f32x4.mul(total, inverse));
    let squares = f32x4.splat(0);
    from = start;
    for (let i = 0; i < count; i++) {
      const deviation = f32x4.sub(loadLanes(from, lanes), mean);
      squares = multiplyAdd(deviation, deviation, squares);
      from += step;
    }
    storeLanes(sums + (channel << 2), mean, lanes);
    storeLanes(sums + step + (channel << 2), squares, lanes);
  }
}

/** One item: combines a group's chunks into its mean and variance (Chan et al. 1979). */
export function groupMoments(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<NormaliseJob>(argument);
  const step = job.channels << 2;
  for (let channel = 0; channel < job.channels; channel++) {
    let from = job.partial + ((item * job.chunks * 2 * job.channels + channel) << 2);
    let total: f64 = 0;
    let mean: f64 = 0;
    let squares: f64 = 0;
    for (let chunk = 0; chunk < job.chunks; chunk++) {
      const count = <f64>min(job.chunkPixels, job.pixels - chunk * job.chunkPixels);
      const difference = <f64>load<f32>(from) - mean;
      const all = total + count;
      mean += (difference * count) / all;
      squares += <f64>load<f32>(from + step) + (difference * difference * total * count) / all;
      total = all;
      from += 2 * step;
    }
    const at = (item * job.channels + channel) << 2;
    store<f32>(job.mean + at, <f32>mean);
    store<f32>(job.variance + at, <f32>(squares / total));
  }
}

/** One item: rectify((x - mean) / sqrt(variance + epsilon) * gamma + beta) of a chunk. */
export function normaliseChunk(argument: usize, item: i32, _thread: i32): void {
  const job = findChunk(argument, item);
  const step = job.channels << 2;
  const slope = f32x4.splat(job.slope);
  const count = chunkCount;
  for (let channel = 0; channel < job.channels; channel += 4) {
    const lanes = job.channels - channel;
    const at = channel << 2;
    const scale = f32x4.mul(loadLanes(job.gamma + at, lanes), inverseDeviation(job, at, lanes));
    const mean = loadLanes(job.mean + chunkStatistics + at, lanes);
    const beta = loadLanes(job.beta + at, lanes);
    let from = job.x + chunkStart + at;
    let to = job.output + chunkStart + at;
    for (let i = 0; i < count; i++) {
      // The mean is subtracted first: x * scale - mean * scale cancels if the mean is large.
      const value = multiplyAdd(f32x4.sub(loadLanes(from, lanes), mean), scale, beta);
      storeLanes(to, rectified(value, slope), lanes);
      from += step;
      to += step;
    }
  }
}

function inverseDeviation(job: NormaliseJob, at: i32, lanes: i32): v128 {
  const variance = loadLanes(job.variance + chunkStatistics + at, lanes);
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(job.epsilon))));
}

/** One item: sums dz and dz * xhat over a chunk, where dz is dy after the rectification's gate. */
export function chunkGradientSums(argument: usize, item: i32, _thread: i32): void {
  const job = findChunk(argument, item);
  const step = job.channels << 2;
  const slope = f32x4.splat(job.slope);
  const count = chunkCount;
  const sums = job.partial + ((item * 2 * job.channels) << 2);
  for (let channel = 0; channel < job.channels; channel += 4) {
    const lanes = job.channels - channel;
    const at = channel << 2;
    const mean = loadLanes(job.mean + chunkStatistics + at, lanes), inverse = inverseDeviation(job, at, lanes);
    const gamma = loadLanes(job.gamma + at, lanes), beta = loadLanes(job.beta + at, lanes);
    let from = job.x + chunkStart + at;
    let dy = job.dy + chunkStart + at;
    let sum = f32x4.splat(0);
    let product = f32x4.splat(0);
    for (let i = 0; i < count; i++) {
      const xhat = f32x4.mul(f32x4.sub(loadLanes(from, lanes), mean), inverse);
      const dz = rectifiedGradient(multiplyAdd(xhat, gamma, beta), loadLanes(dy, lanes), slope);
      sum = f32x4.add(sum, dz);
      product = multiplyAdd(dz, xhat, product);
      from += step;
      dy += step;
    }
    storeLanes(sums + at, sum, lanes);
    storeLanes(sums + step + at, product, lanes);
  }
}

/** The only item: adds the chunks' sums; each group's sums overwrite those of its first chunk. */
export function groupGradientSums(argument: usize, _item: i32, _thread: i32): void {
  const job = changetype<NormaliseJob>(argument);
  const step = job.channels << 2;
  for (let channel = 0; channel < job.channels; channel++) {
    let allSums: f64 = 0;
    let allProducts: f64 = 0;
    for (let group = 0; group < job.groups; group++) {
      const first = job.partial + ((group * job.chunks * 2 * job.channels + channel) << 2);
      let from = first;
      let sum: f64 = 0;
      let product: f64 = 0;
      for (let chunk = 0; chunk < job.chunks; chunk++) {
        sum += <f64>load<f32>(from);
        product += <f64>load<f32>(from + step);
        from += 2 * step;
      }
      store<f32>(first, <f32>sum);
      store<f32>(first + step, <f32>product);
      allSums += sum;
      allProducts += product;
    }
    store<f32>(job.dBeta + (channel << 2), <f32>allSums);
    store<f32>(job.dGamma + (channel << 2), <f32>allProducts);
  }
}

/** One item: dx = gamma / sqrt(variance + epsilon) * (dz - mean(dz) - xhat * mean(dz * xhat)) of a chunk. */
export function normaliseGradientChunk(argument: usize, item: i32, _thread: i32): void {
  const job = findChunk(argument, item);
  const step = job.channels << 2;
  const slope = f32x4.splat(job.slope);
  const perPixel = f32x4.splat(<f32>1 / <f32>job.pixels);
  const count = chunkCount;
  const sums = job.partial + ((chunkGroup * job.chunks * 2 * job.channels) << 2);
  // jscpd:ignore-start: AssemblyScript returns one vector only, so both gradient loops load theirs themselves
  for (let channel = 0; channel < job.channels; channel += 4) {
    const lanes = job.channels - channel;
    const at = channel << 2;
    const mean = loadLanes(job.mean + chunkStatistics + at, lanes), inverse = inverseDeviation(job, at, lanes);
    const gamma = loadLanes(job.gamma + at, lanes), beta = loadLanes(job.beta + at, lanes);
    // jscpd:ignore-end
    const scale = f32x4.mul(gamma, inverse);
    const meanDz = f32x4.mul(loadLanes(sums + at, lanes), perPixel);
    const meanProduct = f32x4.mul(loadLanes(sums + step + at, lanes), perPixel);
    let from = job.x + chunkStart + at;
    let dy = job.dy + chunkStart + at;
    let to = job.output + chunkStart + at;
    for (let i = 0; i < count; i++) {
      const xhat = f32x4.mul(f32x4.sub(loadLanes(from, lanes), mean), inverse);
      const dz = rectifiedGradient(multiplyAdd(xhat, gamma, beta), loadLanes(dy, lanes), slope);
      const dx = f32x4.sub(f32x4.sub(dz, meanDz), f32x4.mul(xhat, meanProduct));
      storeLanes(to, f32x4.mul(dx, scale), lanes);
      from += step;
      dy += step;
      to += step;
    }
  }
}
