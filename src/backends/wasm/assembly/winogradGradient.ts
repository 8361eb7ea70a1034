import { multiplyAdd } from './multiplyAdd';
import { WinogradJob } from './winogradJob';
import { tapLine } from './winogradLines';
import { locateTile, transformGradient, transformInput } from './winogradTiles';

/*
 * The gradient by the filter is the adjoint of the convolution: G' (sum over tiles of (A dy A') * (B' d B)) G.
 * A pass transforms some tiles and adds their products, frequency by frequency. One thread computes all sums
 * of a frequency, so that they do not depend on the number of threads.
 */

/** One item: transforms some tiles of the input and of dy. */
export function winogradTransform(argument: usize, item: i32, thread: i32): void {
  const job = changetype<WinogradJob>(argument);
  const scratch = job.scratch + <usize>thread * job.scratchBytes;
  const first = item * job.itemTiles;
  const last = min(first + job.itemTiles, job.passTiles);
  for (let t = first; t < last; t++) {
    locateTile(job, job.firstTile + t);
    transformInput(job, job.inputTiles + ((t * job.inputChannels) << 2), job.inputFrequency, scratch);
    transformGradient(job, job.outputTiles + ((t * job.outputChannels) << 2), job.outputFrequency, scratch);
  }
}

/** One item: the sums of a frequency over the tiles of a pass. */
export function winogradSums(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<WinogradJob>(argument);
  const inputs = job.inputChannels;
  const outputs = job.outputChannels;
  const x = job.inputTiles + item * job.inputFrequency;
  const dy = job.outputTiles + item * job.outputFrequency;
  const sums = job.sums + item * job.sumFrequency;
  const whole = inputs - (inputs % 6);
  for (let row = 0; row < whole; row += 6) sumRows<u64>(job, x, dy, sums, row);
  // Inputs are a multiple of 4, so that none, 2 or 4 remain.
  if (inputs - whole == 4) sumRows<u32>(job, x, dy, sums, whole);
  else if (inputs > whole) sumRows<u16>(job, x, dy, sums, whole);
}

/** The same for some input channels: 6, 4 or 2 where `Rows` has 8, 4 or 2 bytes. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function sumRows<Rows>(job: WinogradJob, x: usize, dy: usize, sums: usize, row: i32): void {
  const outputs = job.outputChannels;
  x += row << 2;
  sums += (row * outputs) << 2;
  let channel = 0;
  for (; channel + 8 <= outputs; channel += 8, dy += 32, sums += 32) sumTile<Rows, u64>(job, x, dy, sums);
  if (channel < outputs) sumTile<Rows, u32>(job, x, dy, sums);
}

/** The same for 8 output channels, or 4: as many as `Width` has bytes. Each is compiled separately. */
function sumTile<Rows, Width>(job: WinogradJob, x: usize, dy: usize, sums: usize): void {
  const rows = sizeof<Rows>();
  const wide = sizeof<Width>() == 8;
  const zero = f32x4.splat(0);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
  const inputBytes = job.inputChannels << 2;
  const outputBytes = job.outputChannels << 2;
  const end = x + job.passTiles * inputBytes;
  for (; x < end; x += inputBytes, dy += outputBytes) {
    const da = v128.load(dy);
    const db = wide ? v128.load(dy, 16) : da;
    const x0 = v128.load32_splat(x); a0 = multiplyAdd(x0, da, a0); if (wide) b0 = multiplyAdd(x0, db, b0);
    const x1 = v128.load32_splat(x, 4); a1 = multiplyAdd(x1, da, a1); if (wide) b1 = multiplyAdd(x1, db, b1);
    if (rows > 2) {
      const x2 = v128.load32_splat(x, 8); a2 = multiplyAdd(x2, da, a2); if (wide) b2 = multiplyAdd(x2, db, b2);
      const x3 = v128.load32_splat(x, 12); a3 = multiplyAdd(x3, da, a3); if (wide) b3 = multiplyAdd(x3, db, b3);
    }
    if (rows > 4) {
      const x4 = v128.load32_splat(x, 16); a4 = multiplyAdd(x4, da, a4); if (wide) b4 = multiplyAdd(x4, db, b4);
      const x5 = v128.load32_splat(x, 20); a5 = multiplyAdd(x5, da, a5); if (wide) b5 = multiplyAdd(x5, db, b5);
    }
  }
  const add = job.add;
  addToRow(sums, a0, b0, wide, add);
  addToRow(sums + outputBytes, a1, b1, wide, add);
  if (rows > 2) {
    addToRow(sums + 2 * outputBytes, a2, b2, wide, add);
    addToRow(sums + 3 * outputBytes, a3, b3, wide, add);
  }
  if (rows > 4) {
    addToRow(sums + 4 * outputBytes, a4, b4, wide, add);
    addToRow(sums + 5 * outputBytes, a5, b5, wide, add);
  }
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function addToRow(address: usize, a: v128, b: v128, wide: bool, add: i32): void {
  v128.store(address, add ? f32x4.add(v128.load(address), a) : a);
  if (wide) v128.store(address, add ? f32x4.add(v128.load(address, 16), b) : b, 16);
}

/** One item: the gradient [3, 3, in, out] at `output` by one input channel, from the sums. */
export function winogradTaps(argument: usize, item: i32, thread: i32): void {
  const job = changetype<WinogradJob>(argument);
  const scratch = job.scratch + <usize>thread * job.scratchBytes;
  const outputBytes = job.outputChannels << 2;
  const tapBytes = job.inputChannels * outputBytes;
  const frequencyBytes = job.sumFrequency;
  let from = job.sums + item * outputBytes;
  let to = job.output + item * outputBytes;
  for (const end = to + outputBytes; to < end; to += 16, from += 16) {
    for (let i = 0; i < 6; i++) tapLine(from + i * frequencyBytes, 6 * frequencyBytes, scratch + (i << 4), 96);
    for (let i = 0; i < 3; i++) tapLine(scratch + i * 96, 16, to + 3 * i * tapBytes, tapBytes);
  }
}
