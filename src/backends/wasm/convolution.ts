import type { TensorInfo } from '@tensorflow/tfjs';
import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import { convolutionSizes } from '../kernels/convolutionSizes';
import type { KernelModule } from './KernelModule';
import type { WasmKernel } from './WasmKernel';

/** Pixels per block of a thread's work, so that the block's input stays in the first-level cache. */
const BLOCK_PIXELS = 256;
/** Pixels per tile; address tables get this many additional entries. */
const TILE_PIXELS = 6;

/** Which positions a convolution gathers along one axis: grid index * step + first + tap * tapStep. */
interface Axis {
  grid: number;
  taps: number;
  first: number;
  tapStep: number;
  /** The kernel index of tap 0, and its increment per tap. */
  kernelFirst: number;
  kernelStep: number;
}

interface Gathering {
  input: number;
  inputRows: number;
  inputColumns: number;
  inputChannels: number;
  batch: number;
  step: number;
  rows: Axis;
  columns: Axis;
}

export const convolution: WasmKernel<'Convolution'> = (module, { x, filter, bias }, attributes) => {
  const sizes = convolutionSizes(x.shape, filter.shape, attributes);
  const { batch, outputRows, outputColumns, outputs } = sizes;
  const y = module.output([batch, outputRows, outputColumns, outputs]);
  const [rows, columns] = forwardAxes(sizes, attributes);
  const gathering = gatherFrom(module.address(x), sizes, attributes.stride, rows, columns);
  const weights = pack(module, filter, gathering, false);
  const target = { address: module.address(y), rows: outputRows, columns: outputColumns, channels: outputs };
  convolve(module, gathering, weights, packBias(module, bias, outputs), target, 1, 0, 0);
  return y;
};

/**
 * The gradient by the input is also a convolution of dy. Stride 1: with the flipped kernel. Stride 2: one
 * convolution for each of the four phases of the input's pixels, with the taps of the kernel that reach them.
 */
export const convolutionInputGradient: WasmKernel<'ConvolutionInputGradient'> = (
  module,
  { dy, filter },
  attributes,
) => {
  const { rows, columns, stride, dilation, padding } = attributes;
  const [batch, outputRows, outputColumns, outputs] = dy.shape;
  const inputs = filter.shape[2];
  const sizes = convolutionSizes([batch, rows, columns, inputs], filter.shape, attributes);
  if (sizes.outputRows !== outputRows || sizes.outputColumns !== outputColumns || sizes.outputs !== outputs) {
    throw new Error(
      `convolve: the gradient [${dy.shape.join(', ')}] does not belong to an input of ${rows}x${columns} with kernel [${filter.shape.join(', ')}].`,
    );
  }
  const dx = module.output([batch, rows, columns, inputs]);
  const target = { address: module.address(dx), rows, columns, channels: inputs };
  const phases = [...Array(stride).keys()];
  const rowAxes = phases.map((p) => phaseAxis(rows, sizes.kernelRows, padding[0], stride, dilation, p));
  const columnAxes = phases.map((p) =>
    phaseAxis(columns, sizes.kernelColumns, padding[2], stride, dilation, p),
  );
  // Pixels not reached by any tap stay zero.
  if ([...rowAxes, ...columnAxes].some(({ taps }) => taps === 0)) {
    module.zero(target.address, 4 * batch * rows * columns * inputs);
  }
  rowAxes.forEach((rowAxis, py) => {
    columnAxes.forEach((columnAxis, px) => {
      if (rowAxis.taps * columnAxis.taps * rowAxis.grid * columnAxis.grid === 0) return;
      const gathering: Gathering = {
        input: module.address(dy),
        inputRows: outputRows,
        inputColumns: outputColumns,
        inputChannels: outputs,
        batch,
        step: 1,
        rows: rowAxis,
        columns: columnAxis,
      };
      const weights = pack(module, filter, gathering, true);
      convolve(module, gathering, weights, 0, target, stride, py, px);
    });
  });
  return dx;
};

export const convolutionFilterGradient: WasmKernel<'ConvolutionFilterGradient'> = (
  module,
  { x, dy },
  attributes,
) => {
  const { kernelRows, kernelColumns, stride } = attributes;
  const outputs = dy.shape[3];
  const sizes = convolutionSizes(x.shape, [kernelRows, kernelColumns, x.shape[3], outputs], attributes);
  const { inputs, outputRows, outputColumns } = sizes;
  const gradient = module.output([kernelRows, kernelColumns, inputs, outputs]);
  const [rows, columns] = forwardAxes(sizes, attributes);
  const gathering = gatherFrom(module.addressWithSlack(x, 'copy of x'), sizes, stride, rows, columns);
  const sumRows = kernelRows * kernelColumns * inputs;
  const sumBytes = 4 * sumRows * paddedChannels(outputs) * module.threads;
  const sums = module.scratch('filter sums', sumBytes);
  module.zero(sums, sumBytes);
  const source = {
    address: module.addressWithSlack(dy, 'copy of dy'),
    rows: outputRows,
    columns: outputColumns,
    channels: outputs,
  };
  runBlocks(module, 'filterGradientBlock', gathering, sums, 0, source, 1, 0, 0);
  const rowsPerItem = Math.ceil(sumRows / (2 * module.threads));
  const fields = [sums, module.address(gradient), sumRows, outputs, module.threads, rowsPerItem];
  module.run('addFilterSums', Math.ceil(sumRows / rowsPerItem), fields);
  return gradient;
};

function forwardAxes(sizes: ConvolutionSizes, { dilation, padding }: ConvolutionGeometry): [Axis, Axis] {
  const axis = (grid: number, taps: number, before: number): Axis => ({
    grid,
    taps,
    first: -before,
    tapStep: dilation,
    kernelFirst: 0,
    kernelStep: 1,
  });
  return [
    axis(sizes.outputRows, sizes.kernelRows, padding[0]),
    axis(sizes.outputColumns, sizes.kernelColumns, padding[2]),
  ];
}

function gatherFrom(
  input: number,
  { batch, rows: inputRows, columns: inputColumns, inputs: inputChannels }: ConvolutionSizes,
  step: number,
  rows: Axis,
  columns: Axis,
): Gathering {
  return { input, inputRows, inputColumns, inputChannels, batch, step, rows, columns };
}

/**
 * One axis of the gradient by the input, for its pixels i = j * stride + phase. Output o reaches i through
 * tap k if o * stride + k * dilation - before = i. Taps run from last to first, so that o increases.
 */
function phaseAxis(
  size: number,
  kernel: number,
  before: number,
  stride: number,
  dilation: number,
  phase: number,
): Axis {
  const grid = Math.max(0, Math.ceil((size - phase) / stride));
  const reaching = [...Array(kernel).keys()].filter((k) => (phase + before - k * dilation) % stride === 0);
  if (reaching.length === 0) {
    return { grid, taps: 0, first: 0, tapStep: 1, kernelFirst: 0, kernelStep: 0 };
  }
  const last = reaching[reaching.length - 1];
  const between = reaching.length > 1 ? reaching[1] - reaching[0] : 1;
  return {
    grid,
    taps: reaching.length,
    first: (phase + before - last * dilation) / stride,
    tapStep: Math.max(1, (between * dilation) / stride),
    kernelFirst: last,
    kernelStep: -between,
  };
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

interface Target {
  address: number;
  rows: number;
  columns: number;
  channels: number;
}

function convolve(
  module: KernelModule,
  gathering: Gathering,
  weights: number,
  bias: number,
  target: Target,
  outputStep: number,
  outputRow: number,
  outputColumn: number,
): void {
  runBlocks(module, 'convolveBlock', gathering, weights, bias, target, outputStep, outputRow, outputColumn);
}

function runBlocks(
  module: KernelModule,
  job: 'convolveBlock' | 'filterGradientBlock',
  gathering: Gathering,
  weights: number,
  bias: number,
  target: Target,
  outputStep: number,
  outputRow: number,
  outputColumn: number,
): void {
  const { input, inputRows, inputColumns, inputChannels, batch, step, rows, columns } = gathering;
  const blockRows = Math.min(rows.grid, Math.max(1, Math.round(BLOCK_PIXELS / columns.grid)));
  const blocks = Math.ceil(rows.grid / blockRows);
  const copiedRows = (blockRows - 1) * step + (rows.taps - 1) * rows.tapStep + 1;
  const copiedColumns = (columns.grid - 1) * step + (columns.taps - 1) * columns.tapStep + 1;
  const copied = 4 * copiedRows * copiedColumns * inputChannels + 64;
  const table = 4 * (blockRows * columns.grid + TILE_PIXELS);
  // A multiple of 64 bytes, so that threads do not share cache lines.
  const scratchBytes = Math.ceil((copied + table + 64) / 64) * 64;
  const scratch = module.scratch('blocks', scratchBytes * module.threads);
  module.run(job, batch * blocks, [
    ...[input, weights, bias, target.address, inputRows, inputColumns, inputChannels],
    ...[rows.grid, columns.grid, target.rows, target.columns, target.channels],
    ...[rows.taps, columns.taps, rows.tapStep, columns.tapStep, step, rows.first, columns.first],
    ...[outputStep, outputRow, outputColumn, blockRows, blocks, scratch, scratchBytes],
  ]);
}
