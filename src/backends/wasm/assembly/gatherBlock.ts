import { ConvolutionJob } from './convolutionJob';

/** Output pixels that a tile computes at a time; address tables are padded to a multiple of it. */
export const TILE_PIXELS: i32 = 6;

/* The results of {@link gatherBlock}. Globals belong to one instance, hence to one thread. */
/** Addresses (u32) of each grid pixel's first tap; the last one is repeated to fill the tile. */
export let blockPixels: usize = 0;
/** Number of grid pixels in the block. */
export let blockCount: i32 = 0;
/** Bytes from one input row to the next. */
export let blockRowBytes: i32 = 0;
/** First grid row of the block, and its image in the batch. */
export let blockFirstRow: i32 = 0;
export let blockImage: i32 = 0;

/**
 * Makes the input of a block of grid rows addressable without bounds checks: if taps fall outside the image,
 * its rows are copied to scratch memory with a border of zeros; otherwise the tensor itself is used.
 */
export function gatherBlock(job: ConvolutionJob, block: i32, thread: i32): void {
  const image = block / job.blocks;
  const first = (block % job.blocks) * job.blockRows;
  const count = min(job.blockRows, job.gridRows - first);
  const pixelBytes = job.inputChannels << 2;
  const top = first * job.step + job.firstRow;
  const rows = (count - 1) * job.step + (job.tapsY - 1) * job.tapRows + 1;
  const left = job.firstColumn;
  const columns = (job.gridColumns - 1) * job.step + (job.tapsX - 1) * job.tapColumns + 1;
  const source = job.input + <usize>(image * job.inputRows * job.inputColumns * pixelBytes);
  let table = job.scratch + <usize>thread * job.scratchBytes;
  let origin: usize;
  let rowBytes: i32;
  if (top >= 0 && left >= 0 && top + rows <= job.inputRows && left + columns <= job.inputColumns) {
    rowBytes = job.inputColumns * pixelBytes;
    origin = source + top * rowBytes + left * pixelBytes;
  } else {
    origin = table;
    rowBytes = columns * pixelBytes;
    copyRows(job, source, origin, top, left, rows, columns);
    table += rows * rowBytes + 64;
  }
  blockPixels = table;
  blockCount = count * job.gridColumns;
  blockRowBytes = rowBytes;
  blockFirstRow = first;
  blockImage = image;
  const stepBytes = job.step * pixelBytes;
  let address: usize = 0;
  for (let r = 0; r < count; r++) {
    address = origin + r * job.step * rowBytes;
    for (let c = 0; c < job.gridColumns; c++) {
      store<u32>(table, address);
      table += 4;
      address += stepBytes;
    }
  }
  for (let i = 0; i < TILE_PIXELS; i++) store<u32>(table + (i << 2), address - stepBytes);
}

function copyRows(
  job: ConvolutionJob,
  source: usize,
  target: usize,
  top: i32,
  left: i32,
  rows: i32,
  columns: i32,
): void {
  const pixelBytes = job.inputChannels << 2;
  const zerosLeft = min(columns, max(0, -left));
  const zerosRight = min(columns - zerosLeft, max(0, left + columns - job.inputColumns));
  const inside = columns - zerosLeft - zerosRight;
  for (let r = 0; r < rows; r++) {
    const row = top + r;
    if (row < 0 || row >= job.inputRows) {
      memory.fill(target, 0, columns * pixelBytes);
    } else {
      memory.fill(target, 0, zerosLeft * pixelBytes);
      const from = source + (row * job.inputColumns + left + zerosLeft) * pixelBytes;
      memory.copy(target + zerosLeft * pixelBytes, from, inside * pixelBytes);
      memory.fill(target + (zerosLeft + inside) * pixelBytes, 0, zerosRight * pixelBytes);
    }
    target += columns * pixelBytes;
  }
}
