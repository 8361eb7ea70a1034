import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import type { NamedTensors } from './bind';
import type { Program } from './Dispatcher';
import { bindFours, declareFours } from './fours';

/** Repeats WGSL for each of `count` positions, so that arrays in registers are indexed by constants. */
export function each(count: number, make: (place: number) => string): string {
  return Array.from({ length: count }, (_, place) => make(place)).join('\n      ');
}

/** All numbers on which the source of a convolution depends. */
export function numbersOf(
  sizes: ConvolutionSizes,
  { stride, dilation, padding }: ConvolutionGeometry,
): number[] {
  const { batch, rows, columns, inputs, outputs, kernelRows, kernelColumns } = sizes;
  return [
    ...[batch, rows, columns, inputs, outputs, kernelRows, kernelColumns],
    ...[stride, dilation, ...padding],
  ];
}

/** The same numbers as WGSL constants. */
export function constantsOf(
  sizes: ConvolutionSizes,
  { stride, dilation, padding }: ConvolutionGeometry,
): string {
  const constants = {
    ...{ ROWS: sizes.rows, COLUMNS: sizes.columns, INPUTS: sizes.inputs },
    ...{ OUTPUT_ROWS: sizes.outputRows, OUTPUT_COLUMNS: sizes.outputColumns, OUTPUTS: sizes.outputs },
    ...{ KERNEL_ROWS: sizes.kernelRows, KERNEL_COLUMNS: sizes.kernelColumns },
    ...{ STRIDE: stride, DILATION: dilation, TOP: padding[0], LEFT: padding[2] },
  };
  return Object.entries(constants)
    .map(([name, value]) => `const ${name} = ${value};`)
    .join('\n');
}

/**
 * WGSL: the first tap that reaches the input's pixel `index` in the backward pass. With stride 2 and odd
 * dilation every second tap does; with even dilation, all or none.
 */
export function firstTap(
  index: string,
  before: number,
  kernel: number,
  { stride, dilation }: ConvolutionGeometry,
): string {
  if (stride === 1) return '0';
  const odd = `(${index} + ${before}) % 2`;
  return dilation % 2 === 1 ? odd : `select(${kernel}, 0, ${odd} == 0)`;
}

/** Distance between taps that reach the same input pixel. */
export function tapStep({ stride, dilation }: ConvolutionGeometry): number {
  return stride === 2 && dilation % 2 === 1 ? 2 : 1;
}

/** What distinguishes the programs of {@link foursProgram}. */
interface FoursProgram extends Pick<Program, 'name' | 'threads' | 'body'> {
  read: NamedTensors;
  /** What the source depends on besides sizes and geometry. */
  constants?: readonly number[];
}

/** A program of a convolution that accesses all tensors by `load_NAME` and `store_NAME`, see `fours.ts`. */
export function foursProgram(
  { name, read, constants = [], threads, body }: FoursProgram,
  written: NamedTensors,
  sizes: ConvolutionSizes,
  geometry: ConvolutionGeometry,
): Program {
  const bindings = bindFours(read, written);
  return {
    name,
    constants: [...numbersOf(sizes, geometry), bindings.length, ...constants],
    bindings,
    threads,
    declarations: () => `${constantsOf(sizes, geometry)}\n${declareFours(bindings)}`,
    body,
  };
}
