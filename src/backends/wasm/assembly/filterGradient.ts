import { ConvolutionJob } from './convolutionJob';
import { blockCount, blockFirstRow, blockImage, blockPixels, blockRowBytes, gatherBlock } from './gatherBlock';
import { multiplyAdd } from './multiplyAdd';

/** Taps times input channels that a tile accumulates at a time. */
const TILE_ROWS: i32 = 6;

/**
 * One item of the gradient by the filter: sums over a block of output pixels.
 *
 * The job describes the forward convolution with `output` holding dy; `weights` holds the items' sums,
 * [item][tap][input channel][padded output channel]. Output channels are padded like panels: to multiples of
 * 8, or of 4 if at most 4 remain. With `sumBytes` 0, all items add to the same sums, initially zero.
 *
 * May read up to 28 bytes beyond the end of the input and of dy; such values affect padded sums only.
 */
export function filterGradientBlock(argument: usize, item: i32, thread: i32): void {
  const job = changetype<ConvolutionJob>(argument);
  gatherBlock(job, job.firstBlock + item, thread);
  const add = job.sumBytes == 0;
  const outputs = job.outputChannels;
  const padded = paddedChannels(outputs);
  const joined = job.tapColumns == 1;
  const segments = joined ? 1 : job.tapsX;
  const segmentRows = (joined ? job.tapsX : 1) * job.inputChannels;
  const segmentStep = job.tapColumns * (job.inputChannels << 2);
  let sums = job.weights + <usize>item * job.sumBytes;
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
          if (outputs - channel > 4) sumTile<u64>(offset, from, outputs << 2, address, padded << 2, rows, add);
          else sumTile<u32>(offset, from, outputs << 2, address, padded << 2, rows, add);
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
function sumTile<Width>(
  offset: i32,
  dy: usize,
  dyStep: i32,
  sums: usize,
  sumStep: i32,
  rows: i32,
  add: bool,
): void {
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
  addToRow(sums, a0, b0, wide, add);
  if (rows > 1) addToRow(sums + sumStep, a1, b1, wide, add);
  if (rows > 2) addToRow(sums + 2 * sumStep, a2, b2, wide, add);
  if (rows > 3) addToRow(sums + 3 * sumStep, a3, b3, wide, add);
  if (rows > 4) addToRow(sums + 4 * sumStep, a4, b4, wide, add);
  if (rows > 5) addToRow(sums + 5 * sumStep, a5, b5, wide, add);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function addToRow(address: usize, a: v128, b: v128, wide: bool, add: bool): void {
  const zero = f32x4.splat(0);
  v128.store(address, f32x4.add(add ? v128.load(address) : zero, a));
  if (wide) v128.store(address, f32x4.add(add ? v128.load(address, 16) : zero, b), 16);
}

/** Adds the sums of blocks to the gradient, without the padding. */
@unmanaged
export class FilterSumsJob {
  sums: usize;
  gradient: usize;
  /** Taps times input channels. */
  rows: i32;
  outputs: i32;
  /** Number of sums, and bytes from one to the next. */
  count: i32;
  sumBytes: usize;
  /** 1 to replace the gradient by the first of the sums, 0 to add it. */
  replace: i32;
  rowsPerItem: i32;
}

/** One item: adds some rows of the filter's gradient, block by block. */
export function addFilterSums(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<FilterSumsJob>(argument);
  const outputs = job.outputs;
  const padded = paddedChannels(outputs);
  const first = item * job.rowsPerItem;
  const last = min(job.rows, first + job.rowsPerItem);
  for (let block = 0; block < job.count; block++) {
    const add = block > 0 || job.replace == 0;
    const sums = job.sums + <usize>block * job.sumBytes;
    for (let row = first; row < last; row++) {
      addRow(job.gradient + ((row * outputs) << 2), sums + ((row * padded) << 2), outputs, add);
    }
  }
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function addRow(to: usize, from: usize, count: i32, add: bool): void {
  const quads = to + ((count & ~3) << 2);
  const end = to + (count << 2);
  const zero = f32x4.splat(0);
  for (; to < quads; to += 16, from += 16) {
    v128.store(to, f32x4.add(add ? v128.load(to) : zero, v128.load(from)));
  }
  for (; to < end; to += 4, from += 4) {
    store<f32>(to, (add ? load<f32>(to) : 0) + load<f32>(from));
  }
}
