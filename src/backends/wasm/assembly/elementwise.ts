import { loadLanes, storeLanes } from './lanes';
import { multiplyAdd } from './multiplyAdd';
import { rectified, rectifiedGradient } from './rectified';

/**
 * Elementwise work on `size` values, in items of `itemSize`; `channels` for operands that repeat along the
 * last axis.
 */
@unmanaged
export class ElementwiseJob {
  x: usize;
  /** dy, or the second operand. */
  second: usize;
  third: usize;
  output: usize;
  size: i32;
  itemSize: i32;
  channels: i32;
  slope: f32;
}

/** One item of rectify(x). */
export function rectifyItem(argument: usize, item: i32, _thread: i32): void {
  rectifyRange(argument, item, false);
}

/** One item of the gradient of rectify: dy = second where x > 0, otherwise slope * dy. */
export function rectifyGradientItem(argument: usize, item: i32, _thread: i32): void {
  rectifyRange(argument, item, true);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function rectifyRange(argument: usize, item: i32, gradient: bool): void {
  const job = changetype<ElementwiseJob>(argument);
  const slope = f32x4.splat(job.slope);
  const last = min(job.size, (item + 1) * job.itemSize);
  for (let i = item * job.itemSize; i < last; i += 4) {
    const at = i << 2;
    const lanes = last - i;
    const x = loadLanes(job.x + at, lanes);
    const y = gradient ? rectifiedGradient(x, loadLanes(job.second + at, lanes), slope) : rectified(x, slope);
    storeLanes(job.output + at, y, lanes);
  }
}

/**
 * One item of rectify(x * second + third), where second and third are [channels]; `itemSize` is a multiple of
 * the number of channels.
 */
export function affineItem(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<ElementwiseJob>(argument);
  const slope = f32x4.splat(job.slope);
  const first = item * job.itemSize;
  const last = min(job.size, first + job.itemSize);
  const step = job.channels << 2;
  const pixels = (last - first) / job.channels;
  for (let channel = 0; channel < job.channels; channel += 4) {
    const lanes = job.channels - channel;
    const scale = loadLanes(job.second + (channel << 2), lanes);
    const offset = loadLanes(job.third + (channel << 2), lanes);
    let at = (first + channel) << 2;
    for (let i = 0; i < pixels; i++) {
      const value = multiplyAdd(loadLanes(job.x + at, lanes), scale, offset);
      storeLanes(job.output + at, rectified(value, slope), lanes);
      at += step;
    }
  }
}

/** The only item: sums of x [pixels, channels] over the pixels, in double precision. */
export function channelSumsItem(argument: usize, _item: i32, _thread: i32): void {
  const job = changetype<ElementwiseJob>(argument);
  const step = job.channels << 2;
  const pixels = job.size / job.channels;
  for (let channel = 0; channel < job.channels; channel++) {
    let from = job.x + (channel << 2);
    let sum: f64 = 0;
    for (let i = 0; i < pixels; i++) {
      sum += <f64>load<f32>(from);
      from += step;
    }
    store<f32>(job.output + (channel << 2), <f32>sum);
  }
}
