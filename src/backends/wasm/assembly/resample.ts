import { loadLanes, storeLanes } from './lanes';

/**
 * Jobs between `large`, an image [batch, 2 rows, 2 columns, channels], and `small`, [batch, rows, columns,
 * channels].
 */
@unmanaged
export class ResampleJob {
  large: usize;
  small: usize;
  /** Max-pooling: the values to select from, or the result of scattering; same size as `large`. */
  values: usize;
  /** Size of the small image. */
  rows: i32;
  columns: i32;
  channels: i32;
}

/* Each item of these jobs is one row of the small image; `item` counts rows over the whole batch. */

/** Address of a pixel of the large image: row 0 or 1, column of the block. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function largeRow(job: ResampleJob, base: usize, item: i32, row: i32): usize {
  return base + <usize>(((item * 2 + row) * job.columns * 2 * job.channels) << 2);
}

/** What {@link visitBlocks} does with each small pixel and its block of four large ones. */
const enum Operation {
  SelectMaximum,
  ScatterMaximum,
  /** Repeats the small pixel in the upper row of its block. */
  RepeatAcross,
  Sum,
}

/** small = the value of `values` where `large` has the maximum of the block. */
export function selectMaximumRow(argument: usize, item: i32, _thread: i32): void {
  visitBlocks(argument, item, Operation.SelectMaximum);
}

/** values = `small` where `large` has the maximum of its block, otherwise 0. */
export function scatterMaximumRow(argument: usize, item: i32, _thread: i32): void {
  visitBlocks(argument, item, Operation.ScatterMaximum);
}

/** large = small, each pixel repeated four times. */
export function repeatRow(argument: usize, item: i32, _thread: i32): void {
  visitBlocks(argument, item, Operation.RepeatAcross);
  const job = changetype<ResampleJob>(argument);
  const top = largeRow(job, job.large, item, 0), bottom = largeRow(job, job.large, item, 1);
  memory.copy(bottom, top, bottom - top);
}

/** small = the sum of each block of `large`. */
export function sumBlocksRow(argument: usize, item: i32, _thread: i32): void {
  visitBlocks(argument, item, Operation.Sum);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function visitBlocks(argument: usize, item: i32, operation: Operation): void {
  const job = changetype<ResampleJob>(argument);
  const step = job.channels << 2;
  const toValues = job.values - job.large;
  let top = largeRow(job, job.large, item, 0);
  let bottom = largeRow(job, job.large, item, 1);
  let small = job.small + <usize>(item * job.columns * step);
  for (let column = 0; column < job.columns; column++) {
    for (let at = 0; at < step; at += 16) {
      const lanes = (step - at) >> 2;
      if (operation == Operation.SelectMaximum) {
        findMaximum(top + at, bottom + at, step, lanes);
        storeLanes(small + at, selectBlock(top + at + toValues, bottom + at + toValues, step, lanes), lanes);
      } else if (operation == Operation.ScatterMaximum) {
        findMaximum(top + at, bottom + at, step, lanes);
        scatterBlock(top + at + toValues, bottom + at + toValues, step, lanes, loadLanes(small + at, lanes));
      } else if (operation == Operation.RepeatAcross) {
        const value = loadLanes(small + at, lanes);
        storeLanes(top + at, value, lanes);
        storeLanes(top + at + step, value, lanes);
      } else {
        storeLanes(small + at, sumBlock(top + at, bottom + at, step, lanes), lanes);
      }
    }
    top += 2 * step;
    bottom += 2 * step;
    small += step;
  }
}

/* Four pixels of a block: those at `top` and `bottom`, and those `step` bytes behind them. */

/**
 * Masks of the four pixels in reading order: set where x has its maximum, at the first if several are equal.
 */
let mask0: v128 = i32x4.splat(0);
let mask1: v128 = i32x4.splat(0);
let mask2: v128 = i32x4.splat(0);
let mask3: v128 = i32x4.splat(0);

function findMaximum(top: usize, bottom: usize, step: i32, lanes: i32): void {
  const x0 = loadLanes(top, lanes);
  const x1 = loadLanes(top + step, lanes);
  const x2 = loadLanes(bottom, lanes);
  const x3 = loadLanes(bottom + step, lanes);
  const most = f32x4.max(f32x4.max(x0, x1), f32x4.max(x2, x3));
  mask0 = f32x4.eq(x0, most);
  mask1 = v128.andnot(f32x4.eq(x1, most), mask0);
  let taken = v128.or(mask0, mask1);
  mask2 = v128.andnot(f32x4.eq(x2, most), taken);
  taken = v128.or(taken, mask2);
  mask3 = v128.andnot(f32x4.eq(x3, most), taken);
}

/** The pixel that the masks of {@link findMaximum} select. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function selectBlock(top: usize, bottom: usize, step: i32, lanes: i32): v128 {
  const v0 = v128.and(mask0, loadLanes(top, lanes));
  const v1 = v128.and(mask1, loadLanes(top + step, lanes));
  const v2 = v128.and(mask2, loadLanes(bottom, lanes));
  const v3 = v128.and(mask3, loadLanes(bottom + step, lanes));
  return v128.or(v128.or(v0, v1), v128.or(v2, v3));
}

/** Stores a value where the masks of {@link findMaximum} are set, otherwise 0. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function scatterBlock(top: usize, bottom: usize, step: i32, lanes: i32, value: v128): void {
  storeLanes(top, v128.and(mask0, value), lanes);
  storeLanes(top + step, v128.and(mask1, value), lanes);
  storeLanes(bottom, v128.and(mask2, value), lanes);
  storeLanes(bottom + step, v128.and(mask3, value), lanes);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function sumBlock(top: usize, bottom: usize, step: i32, lanes: i32): v128 {
  const upper = f32x4.add(loadLanes(top, lanes), loadLanes(top + step, lanes));
  const lower = f32x4.add(loadLanes(bottom, lanes), loadLanes(bottom + step, lanes));
  return f32x4.add(upper, lower);
}

/*
 * Bilinear doubling with repeated edges: large pixel 2i lies a quarter of a small pixel before small pixel i,
 * 2i + 1 a quarter after it. Each axis interpolates with weights 3/4 (nearest) and 1/4 (next).
 */

/** large = small, bilinearly. */
export function bilinearRow(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<ResampleJob>(argument);
  const step = job.channels << 2;
  const row = item % job.rows;
  const rowBytes = job.columns * step;
  const middle = job.small + <usize>(item * rowBytes);
  for (let part = 0; part < 2; part++) {
    const neighbour = part == 0 ? max(0, row - 1) : min(job.rows - 1, row + 1);
    const other = middle + (neighbour - row) * rowBytes;
    let to = largeRow(job, job.large, item, part);
    for (let column = 0; column < job.columns; column++) {
      for (let side = 0; side < 2; side++) {
        const beside = side == 0 ? max(0, column - 1) : min(job.columns - 1, column + 1);
        for (let channel = 0; channel < job.channels; channel += 4) {
          const lanes = job.channels - channel;
          const at = channel << 2;
          const near = mix(middle + at, other + at, column * step, lanes);
          const far = mix(middle + at, other + at, beside * step, lanes);
          storeLanes(to + at, threeToOne(near, far), lanes);
        }
        to += step;
      }
    }
  }
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function mix(middle: usize, other: usize, at: i32, lanes: i32): v128 {
  return threeToOne(loadLanes(middle + at, lanes), loadLanes(other + at, lanes));
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function threeToOne(near: v128, far: v128): v128 {
  return f32x4.add(f32x4.mul(near, f32x4.splat(0.75)), f32x4.mul(far, f32x4.splat(0.25)));
}

/** small = the adjoint of {@link bilinearRow} applied to `large`. */
export function bilinearGradientRow(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<ResampleJob>(argument);
  const step = job.channels << 2;
  const row = item % job.rows;
  const image = job.large + <usize>((item - row) * 4 * job.columns * step);
  const largeBytes = 2 * job.columns * step;
  let to = job.small + <usize>(item * job.columns * step);
  for (let column = 0; column < job.columns; column++) {
    for (let channel = 0; channel < job.channels; channel += 4) {
      const lanes = job.channels - channel;
      let sum = f32x4.splat(0);
      for (let dr = -1; dr < 3; dr++) {
        const r = 2 * row + dr;
        if (r < 0 || r >= 2 * job.rows) continue;
        for (let dc = -1; dc < 3; dc++) {
          const c = 2 * column + dc;
          if (c < 0 || c >= 2 * job.columns) continue;
          const weight = share(dr, row, job.rows) * share(dc, column, job.columns);
          const value = loadLanes(image + <usize>(r * largeBytes + c * step + (channel << 2)), lanes);
          sum = f32x4.add(sum, f32x4.mul(value, f32x4.splat(weight)));
        }
      }
      storeLanes(to + (channel << 2), sum, lanes);
    }
    to += step;
  }
}

/**
 * Weight of small pixel i in large pixel 2 i + distance; at an edge the pixel replaces its missing neighbour.
 */
function share(distance: i32, i: i32, size: i32): f32 {
  if (distance == -1 || distance == 2) return 0.25;
  const edge = distance == 0 ? i == 0 : i == size - 1;
  return edge ? 1 : 0.75;
}
