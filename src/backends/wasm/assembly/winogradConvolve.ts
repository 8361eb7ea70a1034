import { multiplyAdd } from './multiplyAdd';
import { rectified } from './rectified';
import { WinogradJob } from './winogradJob';
import { outputLine } from './winogradLines';
import {
  FREQUENCIES,
  locateTile,
  OUTPUT_SIDE,
  tileColumn,
  tileImage,
  tileRow,
  transformInput,
  VECTOR_BYTES,
} from './winogradTiles';

/**
 * One item: all output channels of a block of tiles. Its input is transformed once; then for each panel of 8
 * output channels the products of all frequencies are computed and transformed back while they are in the
 * cache.
 */
export function winogradBlock(argument: usize, item: i32, thread: i32): void {
  const job = changetype<WinogradJob>(argument);
  const first = item * job.itemTiles;
  const count = min(job.itemTiles, job.tiles - first);
  const inputs = job.inputChannels;
  const rowBytes = inputs << 2;
  const tilesBytes = job.itemTiles * rowBytes + 64;
  const scratch = job.scratch + <usize>thread * job.scratchBytes;
  const products = scratch + VECTOR_BYTES + FREQUENCIES * rowBytes;
  const tiles = products + FREQUENCIES * (job.itemTiles << 5);
  for (let t = 0; t < count; t++) {
    locateTile(job, first + t);
    transformInput(job, tiles + t * rowBytes, tilesBytes, scratch);
  }
  let weights = job.weights;
  for (let channel = 0; channel < job.outputChannels; channel += 8) {
    if (job.outputChannels - channel > 4) {
      multiplyTiles<u64>(tiles, tilesBytes, inputs, job.itemTiles, count, weights, products);
      for (let t = 0; t < count; t++) storeTile<u64>(job, first + t, channel, products + (t << 5), scratch);
    } else {
      multiplyTiles<u32>(tiles, tilesBytes, inputs, job.itemTiles, count, weights, products);
      for (let t = 0; t < count; t++) storeTile<u32>(job, first + t, channel, products + (t << 4), scratch);
    }
    weights += FREQUENCIES * ((inputs << 5) + 64);
  }
}

/** For each frequency: [tile][input channel] by [input channel][8 or 4 output channels]. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function multiplyTiles<Width>(
  tiles: usize,
  tilesBytes: usize,
  inputs: i32,
  itemTiles: i32,
  count: i32,
  weights: usize,
  products: usize,
): void {
  const shift = sizeof<Width>() == 8 ? 5 : 4;
  for (let f = 0; f < FREQUENCIES; f++) {
    for (let t = 0; t < count; t += 6) {
      multiplySix<Width>(tiles, t, count - 1, inputs << 2, weights, products + (t << shift));
    }
    tiles += tilesBytes;
    weights += (inputs << shift) + 64;
    products += itemTiles << shift;
  }
}

/**
 * 6 tiles x 8 output channels, or 4: as many as `Width` has bytes, so that each is compiled separately. Tiles
 * beyond `last` repeat it.
 */
function multiplySix<Width>(
  tiles: usize,
  tile: i32,
  last: i32,
  rowBytes: i32,
  weights: usize,
  to: usize,
): void {
  const wide = sizeof<Width>() == 8;
  // jscpd:ignore-start: AssemblyScript returns one vector only, so loops over twelve sums cannot be shared
  const zero = f32x4.splat(0);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
  let p0 = tiles + tile * rowBytes;
  let p1 = tiles + min(tile + 1, last) * rowBytes;
  let p2 = tiles + min(tile + 2, last) * rowBytes;
  let p3 = tiles + min(tile + 3, last) * rowBytes;
  let p4 = tiles + min(tile + 4, last) * rowBytes;
  let p5 = tiles + min(tile + 5, last) * rowBytes;
  let w = weights;
  const end = w + (rowBytes << (wide ? 3 : 2));
  while (w < end) {
    const wa = v128.load(w);
    const wb = wide ? v128.load(w, 16) : wa;
    const x0 = v128.load32_splat(p0); a0 = multiplyAdd(x0, wa, a0); if (wide) b0 = multiplyAdd(x0, wb, b0);
    const x1 = v128.load32_splat(p1); a1 = multiplyAdd(x1, wa, a1); if (wide) b1 = multiplyAdd(x1, wb, b1);
    const x2 = v128.load32_splat(p2); a2 = multiplyAdd(x2, wa, a2); if (wide) b2 = multiplyAdd(x2, wb, b2);
    const x3 = v128.load32_splat(p3); a3 = multiplyAdd(x3, wa, a3); if (wide) b3 = multiplyAdd(x3, wb, b3);
    const x4 = v128.load32_splat(p4); a4 = multiplyAdd(x4, wa, a4); if (wide) b4 = multiplyAdd(x4, wb, b4);
    const x5 = v128.load32_splat(p5); a5 = multiplyAdd(x5, wa, a5); if (wide) b5 = multiplyAdd(x5, wb, b5);
    p0 += 4;
    p1 += 4;
    p2 += 4;
    p3 += 4;
    p4 += 4;
    p5 += 4;
    w += wide ? 32 : 16;
  }
  // jscpd:ignore-end
  if (wide) {
    v128.store(to, a0); v128.store(to, b0, 16);
    v128.store(to, a1, 32); v128.store(to, b1, 48);
    v128.store(to, a2, 64); v128.store(to, b2, 80);
    v128.store(to, a3, 96); v128.store(to, b3, 112);
    v128.store(to, a4, 128); v128.store(to, b4, 144);
    v128.store(to, a5, 160); v128.store(to, b5, 176);
  } else {
    v128.store(to, a0); v128.store(to, a1, 16); v128.store(to, a2, 32);
    v128.store(to, a3, 48); v128.store(to, a4, 64); v128.store(to, a5, 80);
  }
}

/** A' m A of a tile, plus the bias, rectified, for a panel of 8 or 4 channels; writes the pixels inside the output. */
function storeTile<Width>(job: WinogradJob, tile: i32, channel: i32, products: usize, scratch: usize): void {
  locateTile(job, tile);
  const width = <i32>sizeof<Width>();
  const frequencyBytes = job.itemTiles * (width << 2);
  const pixelBytes = job.outputChannels << 2;
  const rows = min(OUTPUT_SIDE, job.outputRows - tileRow);
  const columns = min(OUTPUT_SIDE, job.outputColumns - tileColumn);
  const at = (tileImage * job.outputRows + tileRow) * job.outputColumns + tileColumn;
  let to = job.output + <usize>(at * pixelBytes + (channel << 2));
  const rowBytes = job.outputColumns * pixelBytes;
  const line = scratch + 384;
  const slope = f32x4.splat(job.slope);
  for (let lane = 0; lane < width; lane += 4) {
    const bias = job.bias ? v128.load(job.bias + ((channel + lane) << 2)) : f32x4.splat(0);
    for (let i = 0; i < 6; i++) {
      outputLine(products + i * frequencyBytes, 6 * frequencyBytes, scratch + (i << 4), 96);
    }
    for (let r = 0; r < rows; r++) {
      outputLine(scratch + r * 96, 16, line, 16);
      let pixel = to + r * rowBytes;
      for (let c = 0; c < columns; c++, pixel += pixelBytes) {
        v128.store(pixel, rectified(f32x4.add(v128.load(line + (c << 4)), bias), slope));
      }
    }
    products += 16;
    to += 16;
  }
}
