import { gradientLine, inputLine } from './winogradLines';
import { WinogradJob } from './winogradJob';

/** Frequencies of a tile. */
export const FREQUENCIES: i32 = 36;
/** Rows and columns of a tile of the input and of the output. */
const INPUT_SIDE: i32 = 6;
export const OUTPUT_SIDE: i32 = 4;
/** Scratch bytes for the vectors of a tile between the two passes of a transform. */
export const VECTOR_BYTES: i32 = 576;

/* The position found by {@link locateTile}. Globals belong to one instance, hence to one thread. */
/** The tile's image, and its first output pixel. */
export let tileImage: i32 = 0;
export let tileRow: i32 = 0;
export let tileColumn: i32 = 0;

let patchRowBytes: i32 = 0;

/** Sets the position of a tile. */
export function locateTile(job: WinogradJob, tile: i32): void {
  const perImage = job.tileRows * job.tileColumns;
  const rest = tile % perImage;
  tileImage = tile / perImage;
  tileRow = (rest / job.tileColumns) * OUTPUT_SIDE;
  tileColumn = (rest % job.tileColumns) * OUTPUT_SIDE;
}

/**
 * B' d B of the located tile: writes its 36 frequencies, each [channel], `frequencyBytes` apart.
 *
 * @param scratch VECTOR_BYTES, then a patch of 6x6 pixels
 */
export function transformInput(job: WinogradJob, to: usize, frequencyBytes: usize, scratch: usize): void {
  const pixelBytes = job.inputChannels << 2;
  const image = job.input + <usize>(tileImage * job.inputRows * job.inputColumns * pixelBytes);
  const top = tileRow + job.firstRow;
  const left = tileColumn + job.firstColumn;
  const space = scratch + VECTOR_BYTES;
  let from = patchOf(image, job.inputRows, job.inputColumns, pixelBytes, top, left, INPUT_SIDE, space);
  const rowBytes = patchRowBytes;
  for (const end = from + pixelBytes; from < end; from += 16, to += 16) {
    for (let i = 0; i < 6; i++) inputLine(from + i * pixelBytes, rowBytes, scratch + (i << 4), 96);
    for (let i = 0; i < 6; i++) inputLine(scratch + i * 96, 16, to + 6 * i * frequencyBytes, frequencyBytes);
  }
}

/** A dy A' of the located tile of dy, written like {@link transformInput}. */
export function transformGradient(job: WinogradJob, to: usize, frequencyBytes: usize, scratch: usize): void {
  const pixelBytes = job.outputChannels << 2;
  const image = job.output + <usize>(tileImage * job.outputRows * job.outputColumns * pixelBytes);
  const space = scratch + VECTOR_BYTES;
  let from = patchOf(image, job.outputRows, job.outputColumns, pixelBytes, tileRow, tileColumn, OUTPUT_SIDE, space);
  const rowBytes = patchRowBytes;
  for (const end = from + pixelBytes; from < end; from += 16, to += 16) {
    for (let i = 0; i < 4; i++) gradientLine(from + i * pixelBytes, rowBytes, scratch + (i << 4), 64);
    for (let i = 0; i < 6; i++) gradientLine(scratch + i * 64, 16, to + 6 * i * frequencyBytes, frequencyBytes);
  }
}

/**
 * Address of side x side pixels of an image, and sets `patchRowBytes`: in the image itself, or where the
 * patch leaves it, of a copy in `space` with zeros outside.
 */
function patchOf(
  image: usize,
  rows: i32,
  columns: i32,
  pixelBytes: i32,
  top: i32,
  left: i32,
  side: i32,
  space: usize,
): usize {
  if (top >= 0 && left >= 0 && top + side <= rows && left + side <= columns) {
    patchRowBytes = columns * pixelBytes;
    return image + <usize>((top * columns + left) * pixelBytes);
  }
  patchRowBytes = side * pixelBytes;
  let to = space;
  for (let r = top; r < top + side; r++) {
    const inside = r >= 0 && r < rows;
    for (let c = left; c < left + side; c++) {
      const end = to + pixelBytes;
      if (inside && c >= 0 && c < columns) {
        let from = image + <usize>((r * columns + c) * pixelBytes);
        for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
      } else {
        for (; to < end; to += 16) v128.store(to, f32x4.splat(0));
      }
    }
  }
  return space;
}
