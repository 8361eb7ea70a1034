import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';

/** Which positions a convolution gathers along one axis: grid index * step + first + tap * tapStep. */
export interface Axis {
  grid: number;
  taps: number;
  first: number;
  tapStep: number;
  /** The kernel index of tap 0, and its increment per tap. */
  kernelFirst: number;
  kernelStep: number;
}

/** The input of a convolution and the positions at which it is gathered. */
export interface Gathering {
  /** Address of [batch, inputRows, inputColumns, inputChannels]. */
  input: number;
  inputRows: number;
  inputColumns: number;
  inputChannels: number;
  batch: number;
  step: number;
  rows: Axis;
  columns: Axis;
}

/** What the forward convolution gathers from x at the address `input`. */
export function gatherForward(
  input: number,
  sizes: ConvolutionSizes,
  { stride, dilation, padding }: ConvolutionGeometry,
): Gathering {
  const axis = (grid: number, taps: number, before: number): Axis => {
    return { grid, taps, first: -before, tapStep: dilation, kernelFirst: 0, kernelStep: 1 };
  };
  return {
    input,
    inputRows: sizes.rows,
    inputColumns: sizes.columns,
    inputChannels: sizes.inputs,
    batch: sizes.batch,
    step: stride,
    rows: axis(sizes.outputRows, sizes.kernelRows, padding[0]),
    columns: axis(sizes.outputColumns, sizes.kernelColumns, padding[2]),
  };
}

/** What phase (phaseRow, phaseColumn) of the gradient by the input gathers from dy at the address `input`. */
export function gatherBackward(
  input: number,
  sizes: ConvolutionSizes,
  geometry: ConvolutionGeometry,
  [phaseRow, phaseColumn]: readonly [number, number],
): Gathering {
  const [top, , left] = geometry.padding;
  return {
    ...{
      input,
      inputRows: sizes.outputRows,
      inputColumns: sizes.outputColumns,
      inputChannels: sizes.outputs,
    },
    ...{ batch: sizes.batch, step: 1 },
    rows: phaseAxis(sizes.rows, sizes.kernelRows, top, geometry, phaseRow),
    columns: phaseAxis(sizes.columns, sizes.kernelColumns, left, geometry, phaseColumn),
  };
}

/**
 * One axis of the gradient by the input, for its pixels i = j * stride + phase. Output o reaches i through
 * tap k if o * stride + k * dilation - before = i. Taps run from last to first, so that o increases.
 */
function phaseAxis(
  size: number,
  kernel: number,
  before: number,
  { stride, dilation }: ConvolutionGeometry,
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
