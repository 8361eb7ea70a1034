import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gathering } from './gathering';
import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';

/** Pixels per block of a thread's work, so that the block's input stays in the first-level cache. */
const BLOCK_PIXELS = 256;
/** Bytes for the sums of a filter's gradient, unless the minimum number of blocks takes more. */
const SUM_BYTES = 2 ** 20;
const MIN_SUMS = 8;
/** What happens to the sums of a convolution. */
export interface Finish {
  /** Added to each output channel. */
  bias?: TensorInfo;
  /** Factor of negative results. */
  slope?: number;
}

/** Pixels per tile; address tables get this many additional entries. */
const TILE_PIXELS = 6;

/**
 * A convolution of any geometry, tap by tap.
 *
 * @param filter [kernelRows, kernelColumns, in, out]
 * @param swapped whether the filter's inputs become the outputs (gradient by the input)
 * @param target where the gathering's grid lies in the output, to be computed
 */
export function convolveDirectly(
  module: KernelModule,
  gathering: Gathering,
  filter: TensorInfo,
  swapped: boolean,
  target: Target,
  { bias, slope }: Finish = {},
): void {
  const operands = {
    weights: pack(module, filter, gathering, swapped),
    bias: packBias(module, bias, target.channels),
    slope,
  };
  runBlocks(module, 'convolveBlock', gathering, operands, target);
}

/**
 * The gradient by the filter of a convolution of any geometry, tap by tap.
 *
 * @param gathering of the forward convolution, with at least 28 bytes of memory after its input
 * @param dy [batch, outputRows, outputColumns, out]
 * @param gradient [kernelRows, kernelColumns, in, out], to be computed
 */
export function filterGradientDirectly(
  module: KernelModule,
  gathering: Gathering,
  dy: TensorInfo,
  gradient: TensorInfo,
): void {
  const [kernelRows, kernelColumns, inputs, outputs] = gradient.shape;
  const source = targetOf(dy, module.addressWithSlack(dy, 'copy of dy'));
  const rows = kernelRows * kernelColumns * inputs;
  const sumBytes = 4 * rows * paddedChannels(outputs);
  const blocks = gathering.batch * blocksOf(gathering).count;
  const rowsPerItem = Math.ceil(rows / (2 * module.threads));
  // Several threads sum each block separately, then all add these sums in the order of the blocks. So the
  // result is the same for any number of threads.
  const alone = module.threads === 1;
  const round = alone ? blocks : Math.min(blocks, Math.max(MIN_SUMS, Math.floor(SUM_BYTES / sumBytes)));
  const kept = alone ? 1 : round;
  const weights = module.scratch('filter sums', kept * sumBytes);
  if (alone) module.zero(weights, sumBytes);
  for (let firstBlock = 0; firstBlock < blocks; firstBlock += round) {
    const count = Math.min(round, blocks - firstBlock);
    const sums = { weights, firstBlock, count, sumBytes: alone ? 0 : sumBytes };
    runBlocks(module, 'filterGradientBlock', gathering, sums, source);
    const fields = [weights, module.address(gradient), rows, outputs];
    fields.push(alone ? 1 : count, sumBytes, firstBlock === 0 ? 1 : 0, rowsPerItem);
    module.run('addFilterSums', Math.ceil(rows / rowsPerItem), fields);
  }
}

/** Packs the filter into panels of 8 output channels (the last one of 4 if at most 4 remain). */
function pack(
  module: KernelModule,
  filter: TensorInfo,
  { rows, columns, inputChannels }: Gathering,
  swapped: boolean,
): number {
  const [, kernelColumns, inputs, outputs] = filter.shape;
  const channels = swapped ? inputs : outputs;
  const taps = rows.taps * columns.taps * inputChannels;
  const packed = module.scratch('weights', 4 * taps * paddedChannels(channels));
  module.run('packPanel', Math.ceil(channels / 8), [
    ...[module.address(filter), packed, kernelColumns, inputs, outputs, rows.taps, columns.taps],
    ...[rows.kernelFirst, columns.kernelFirst, rows.kernelStep, columns.kernelStep, swapped ? 1 : 0],
  ]);
  return packed;
}

function packBias(module: KernelModule, bias: TensorInfo | undefined, outputs: number): number {
  if (!bias) return 0;
  const packed = module.scratch('bias', 4 * paddedChannels(outputs));
  const values = module.floats(packed, paddedChannels(outputs));
  values.fill(0);
  values.set(module.floats(module.address(bias), outputs));
  return packed;
}

/** Padded to a multiple of 8, or of 4 if at most 4 remain. */
function paddedChannels(channels: number): number {
  const rest = channels % 8;
  return channels - rest + (rest === 0 ? 0 : rest > 4 ? 8 : 4);
}

/** Where the grid of a convolution lies in its output: every `step` pixels, from pixel `phase` on. */
export interface Target {
  address: number;
  rows: number;
  columns: number;
  channels: number;
  step: number;
  phase: readonly [row: number, column: number];
}

/** All pixels of a tensor whose values are at `address`, or every `step` from pixel `phase` on. */
export function targetOf(
  { shape }: TensorInfo,
  address: number,
  step = 1,
  phase: Target['phase'] = [0, 0],
): Target {
  const [, rows, columns, channels] = shape;
  return { address, rows, columns, channels, step, phase };
}

/** Grid rows per block, and blocks per image. */
function blocksOf({ rows, columns }: Gathering): { rows: number; count: number } {
  const blockRows = Math.min(rows.grid, Math.max(1, Math.round(BLOCK_PIXELS / columns.grid)));
  return { rows: blockRows, count: Math.ceil(rows.grid / blockRows) };
}

interface Operands {
  /** Packed weights, or the sums of a filter's gradient. */
  weights: number;
  bias?: number;
  slope?: number;
  /** Only for a filter's gradient: which blocks, and the distance of their sums. */
  firstBlock?: number;
  count?: number;
  sumBytes?: number;
}

function runBlocks(
  module: KernelModule,
  job: 'convolveBlock' | 'filterGradientBlock',
  gathering: Gathering,
  operands: Operands,
  target: Target,
): void {
  const { input, inputRows, inputColumns, inputChannels, batch, step, rows, columns } = gathering;
  const { rows: blockRows, count: blocks } = blocksOf(gathering);
  const { weights, bias = 0, slope = 1 } = operands;
  const { firstBlock = 0, count = batch * blocks, sumBytes = 0 } = operands;
  const copiedRows = (blockRows - 1) * step + (rows.taps - 1) * rows.tapStep + 1;
  const copiedColumns = (columns.grid - 1) * step + (columns.taps - 1) * columns.tapStep + 1;
  const copied = 4 * copiedRows * copiedColumns * inputChannels + 64;
  const table = 4 * (blockRows * columns.grid + TILE_PIXELS);
  // A multiple of 64 bytes, so that threads do not share cache lines.
  const scratchBytes = Math.ceil((copied + table + 64) / 64) * 64;
  const scratch = module.scratch('blocks', scratchBytes * module.threads);
  module.run(job, count, [
    ...[input, weights, bias, target.address, inputRows, inputColumns, inputChannels],
    ...[rows.grid, columns.grid, target.rows, target.columns, target.channels],
    ...[rows.taps, columns.taps, rows.tapStep, columns.tapStep, step, rows.first, columns.first],
    ...[target.step, ...target.phase, blockRows, blocks, scratch, scratchBytes],
    ...[firstBlock, sumBytes, floatField(slope)],
  ]);
}
