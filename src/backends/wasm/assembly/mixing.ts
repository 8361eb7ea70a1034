import { loadLanes, storeLanes } from './lanes';

/** Kernels of 4x4, 6x6 and 8x8 taps and their weighted sum, all around the same centre. */
@unmanaged
export class MixJob {
  k4: usize;
  k6: usize;
  k8: usize;
  /** [8][8][values] */
  mixed: usize;
  /** Weights of the three kernels. */
  w4: f32;
  w6: f32;
  w8: f32;
  /** Values of a tap. */
  values: i32;
}

/** One item: a tap of the weighted sum. */
export function mixTap(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<MixJob>(argument);
  const k4 = valuesOf(job.k4, item, 4, job.values), k6 = valuesOf(job.k6, item, 6, job.values);
  const k8 = valuesOf(job.k8, item, 8, job.values), to = valuesOf(job.mixed, item, 8, job.values);
  const w4 = f32x4.splat(job.w4), w6 = f32x4.splat(job.w6), w8 = f32x4.splat(job.w8);
  for (let i = 0; i < job.values; i += 4) {
    const lanes = job.values - i;
    let sum = f32x4.mul(w8, loadLanes(k8 + (i << 2), lanes));
    if (k6) sum = f32x4.add(sum, f32x4.mul(w6, loadLanes(k6 + (i << 2), lanes)));
    if (k4) sum = f32x4.add(sum, f32x4.mul(w4, loadLanes(k4 + (i << 2), lanes)));
    storeLanes(to + (i << 2), sum, lanes);
  }
}

/** One item: a tap of the gradients by the three kernels, from that by their sum. */
export function separateTap(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<MixJob>(argument);
  const from = valuesOf(job.mixed, item, 8, job.values);
  scaleValues(from, valuesOf(job.k4, item, 4, job.values), f32x4.splat(job.w4), job.values);
  scaleValues(from, valuesOf(job.k6, item, 6, job.values), f32x4.splat(job.w6), job.values);
  scaleValues(from, valuesOf(job.k8, item, 8, job.values), f32x4.splat(job.w8), job.values);
}

function scaleValues(from: usize, to: usize, factor: v128, count: i32): void {
  if (!to) return;
  for (let i = 0; i < count; i += 4) {
    storeLanes(to + (i << 2), f32x4.mul(factor, loadLanes(from + (i << 2), count - i)), count - i);
  }
}

/** Address of the values of a kernel of `edge` x `edge` taps at a tap of one of 8x8; 0 if it has none there. */
function valuesOf(kernel: usize, tap: i32, edge: i32, values: i32): usize {
  const border = (8 - edge) >> 1;
  const row = (tap >> 3) - border, column = (tap & 7) - border;
  if (min(row, column) < 0 || max(row, column) >= edge) return 0;
  return kernel + <usize>(((row * edge + column) * values) << 2);
}
