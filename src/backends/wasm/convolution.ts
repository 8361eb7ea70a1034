import type { TensorInfo } from '@tensorflow/tfjs';
import { convolutionSizes } from '../kernels/convolutionSizes';
import { filterGradientSizes } from '../kernels/filterGradientSizes';
import { inputGradientSizes } from '../kernels/inputGradientSizes';
import { sizeOf } from '../kernels/sizeOf';
import type { Gathering } from './gathering';
import { gatherBackward, gatherForward } from './gathering';
import type { KernelModule } from './KernelModule';
import type { WasmKernel } from './WasmKernel';

/** Pixels per block of a thread's work, so that the block's input stays in the first-level cache. */
const BLOCK_PIXELS = 256;
/** Bytes for the sums of a filter's gradient, unless the minimum number of blocks takes more. */
const SUM_BYTES = 2 ** 20;
const MIN_SUMS = 8;
/** Pixels per tile; address tables get this many additional entries. */
const TILE_PIXELS = 6;

export const convolution: WasmKernel<'Convolution'> = (module, { x, filter, bias }, attributes) => {
  const sizes = convolutionSizes(x.shape, filter.shape, attributes);
  const y = module.output([sizes.batch, sizes.outputRows, sizes.outputColumns, sizes.outputs]);
  const gathering = gatherForward(module.address(x), sizes, attributes);
  const operands = {
    weights: pack(module, filter, gathering, false),
    bias: packBias(module, bias, sizes.outputs),
  };
  runBlocks(module, 'convolveBlock', gathering, operands, targetOf(y, module.address(y)));
  return y;
};

/** The phases [row, column] of the input's pixels, by stride. */
const PHASES = {
  1: [[0, 0]],
  2: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
} as const;

/**
 * The gradient by the input is also a convolution of dy. Stride 1: with the flipped kernel. Stride 2: one
 * convolution for each of the four phases of the input's pixels, with the taps of the kernel that reach them.
 */
export const inputGradient: WasmKernel<'ConvolutionInputGradient'> = (module, { dy, filter }, attributes) => {
  const sizes = inputGradientSizes(dy.shape, filter.shape, attributes);
  const dx = module.output([sizes.batch, sizes.rows, sizes.columns, sizes.inputs]);
  const [from, to] = [module.address(dy), module.address(dx)];
  const phases = PHASES[attributes.stride];
  const gatherings = phases.map((phase) => gatherBackward(from, sizes, attributes, phase));
  // Pixels not reached by any tap stay zero.
  if (gatherings.some(({ rows, columns }) => rows.taps * columns.taps === 0)) {
    module.zero(to, 4 * sizeOf(dx.shape));
  }
  gatherings.forEach((gathering, i) => {
    const { rows, columns } = gathering;
    if (rows.taps * columns.taps * rows.grid * columns.grid === 0) return;
    const weights = pack(module, filter, gathering, true);
    const target = targetOf(dx, to, attributes.stride, phases[i]);
    runBlocks(module, 'convolveBlock', gathering, { weights }, target);
  });
  return dx;
};

export const filterGradient: WasmKernel<'ConvolutionFilterGradient'> = (module, { x, dy }, attributes) => {
  const sizes = filterGradientSizes(x.shape, dy.shape, attributes);
  const { kernelRows, kernelColumns, inputs, outputs } = sizes;
  const gradient = module.output([kernelRows, kernelColumns, inputs, outputs]);
  const gathering = gatherForward(module.addressWithSlack(x, 'copy of x'), sizes, attributes);
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
  return gradient;
};

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
interface Target {
  address: number;
  rows: number;
  columns: number;
  channels: number;
  step: number;
  phase: readonly [row: number, column: number];
}

/** All pixels of a tensor whose values are at `address`, or every `step` from pixel `phase` on. */
function targetOf({ shape }: TensorInfo, address: number, step = 1, phase: Target['phase'] = [0, 0]): Target {
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
  const { weights, bias = 0, firstBlock = 0, count = batch * blocks, sumBytes = 0 } = operands;
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
    ...[firstBlock, sumBytes],
  ]);
}
