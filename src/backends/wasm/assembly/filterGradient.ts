import { ConvolutionJob } from './convolutionJob';
import { blockCount, blockFirstRow, blockImage, blockPixels, blockRowBytes, gatherBlock } from './gatherBlock';
import { multiplyAdd } from './multiplyAdd';

/** Taps times input channels that a tile accumulates at a time. */
const TILE_ROWS: i32 = 6;

/**
 * One item of the gradient by the filter: adds the contribution of a block of output pixels to the thread's
 * own sums.
 *
 * The job describes the forward convolution with `output` holding dy; `weights` holds the threads' sums,
 * [thread][tap][input channel][padded output channel], initially zero. Output channels are padded like
 * panels: to multiples of 8, or of 4 if at most 4 remain.
 *
 * May read up to 28 bytes beyond the end of the input and of dy; such values affect padded sums only.
 */
export function filterGradientBlock(argument: usize, item: i32, thread: i32): void {
  const job = changetype<ConvolutionJob>(argument);
  gatherBlock(job, item, thread);
  const outputs = job.outputChannels;
  const padded = paddedChannels(outputs);
  const joined = job.tapColumns == 1;
  const segments = joined ? 1 : job.tapsX;
  const segmentRows = (joined ? job.tapsX : 1) * job.inputChannels;
  const segmentStep = job.tapColumns * (job.inputChannels << 2);
  const sumRows = job.tapsY * job.tapsX * job.inputChannels;
  let sums = job.weights + ((thread * sumRows * padded) << 2);
  const at = (blockImage * job.outputRows + blockFirstRow) * job.outputColumns;
  const dy = job.output + <usize>((at * outputs) << 2);
  for (let ty = 0; ty < job.tapsY; ty++) {
    for (let tx = 0; tx < segments; tx++) {
      let offset = ty * job.tapRows * blockRowBytes + tx * segmentStep;
      for (let row = 0; row < segmentRows; row += TILE_ROWS) {
        const rows = min(TILE_ROWS, segmentRows - row);
        for (let channel = 0; channel < outputs; channel += 8) {
          const address = sums + (channel << 2);
          const from = dy + (channel << 2);
          if (outputs - channel > 4) sumTile<u64>(offset, from, outputs << 2, address, padded << 2, rows);
          else sumTile<u32>(offset, from, outputs << 2, address, padded << 2, rows);
        }
        sums += (rows * padded) << 2;
        offset += TILE_ROWS << 2;
      }
    }
  }
}

/** Output channels padded to a multiple of 8, or of 4 if at most 4 remain. */
function paddedChannels(outputs: i32): i32 {
  const rest = outputs & 7;
  return (outputs & ~7) + (rest == 0 ? 0 : rest > 4 ? 8 : 4);
}

/**
 * 6 rows of sums x 8 output channels, or 4 for the last few channels, over all pixels of the block: as many
 * as `Width` has bytes, so that each is compiled separately.
 */
function sumTile<Width>(offset: i32, dy: usize, dyStep: i32, sums: usize, sumStep: i32, rows: i32): void {
  const wide = sizeof<Width>() == 8;
  const zero = f32x4.splat(0);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
  let table = blockPixels;
  const end = table + (blockCount << 2);
  while (table < end) {
    const x = <usize>load<u32>(table) + offset;
    const da = v128.load(dy);
    const db = wide ? v128.load(dy, 16) : da;
    const x0 = v128.load32_splat(x); a0 = multiplyAdd(x0, da, a0); if (wide) b0 = multiplyAdd(x0, db, b0);
    const x1 = v128.load32_splat(x, 4); a1 = multiplyAdd(x1, da, a1); if (wide) b1 = multiplyAdd(x1, db, b1);
    const x2 = v128.load32_splat(x, 8); a2 = multiplyAdd(x2, da, a2); if (wide) b2 = multiplyAdd(x2, db, b2);
    const x3 = v128.load32_splat(x, 12); a3 = multiplyAdd(x3, da, a3); if (wide) b3 = multiplyAdd(x3, db, b3);
    const x4 = v128.load32_splat(x, 16); a4 = multiplyAdd(x4, da, a4); if (wide) b4 = multiplyAdd(x4, db, b4);
    const x5 = v128.load32_splat(x, 20); a5 = multiplyAdd(x5, da, a5); if (wide) b5 = multiplyAdd(x5, db, b5);
    dy += dyStep;
    table += 4;
  }
  addToRow(sums, a0, b0, wide);
  if (rows > 1) addToRow(sums + sumStep, a1, b1, wide);
  if (rows > 2) addToRow(sums + 2 * sumStep, a2, b2, wide);
  if (rows > 3) addToRow(sums + 3 * sumStep, a3, b3, wide);
  if (rows > 4) addToRow(sums + 4 * sumStep, a4, b4, wide);
  if (rows > 5) addToRow(sums + 5 * sumStep, a5, b5, wide);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function addToRow(address: usize, a: v128, b: v128, wide: bool): void {
  v128.store(address, f32x4.add(v128.load(address), a));
  if (wide) v128.store(address, f32x4.add(v128.load(address, 16), b), 16);
}

/** Adds the threads' sums to obtain the gradient, without the padding. */
@unmanaged
export class FilterSumsJob {
  sums: usize;
  gradient: usize;
  /** Taps times input channels. */
  rows: i32;
  outputs: i32;
  threads: i32;
  rowsPerItem: i32;
}

/** One item: adds some rows of the filter's gradient. */
export function addFilterSums(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<FilterSumsJob>(argument);
  const padded = paddedChannels(job.outputs);
  const first = item * job.rowsPerItem;
  const last = min(job.rows, first + job.rowsPerItem);
  const step = (job.rows * padded) << 2;
  for (let row = first; row < last; row++) {
    for (let channel = 0; channel < job.outputs; channel++) {
      let from = job.sums + ((row * padded + channel) << 2);
      let sum: f32 = 0;
      for (let thread = 0; thread < job.threads; thread++) {
        sum += load<f32>(from);
        from += step;
      }
      store<f32>(job.gradient + ((row * job.outputs + channel) << 2), sum);
    }
  }
}
