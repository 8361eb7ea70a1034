import type { ConvolutionGeometry } from './contract';

/** The sizes of a convolution, used by every backend. */
export interface ConvolutionSizes {
  batch: number;
  rows: number;
  columns: number;
  inputs: number;
  outputRows: number;
  outputColumns: number;
  outputs: number;
  kernelRows: number;
  kernelColumns: number;
}

/**
 * Computes the sizes of a convolution of x with a filter.
 *
 * @param x [batch, rows, columns, in]
 * @param filter [kernelRows, kernelColumns, in, out]
 * @throws Error naming the operation, the shapes and what does not match
 */
export function convolutionSizes(
  x: readonly number[],
  filter: readonly number[],
  geometry: ConvolutionGeometry,
): ConvolutionSizes {
  const [batch, rows, columns, inputs] = x;
  const [kernelRows, kernelColumns, filterInputs, outputs] = filter;
  const { stride, dilation, padding } = geometry;
  const [top, bottom, left, right] = padding;
  const fail = (why: string): never => {
    throw new Error(`convolve: image [${x.join(', ')}] with kernel [${filter.join(', ')}]: ${why}.`);
  };
  if (x.length !== 4 || filter.length !== 4) fail('both must have four dimensions');
  if (inputs !== filterInputs) fail(`the image has ${inputs} channels, the kernel expects ${filterInputs}`);
  if ((stride !== 1 && stride !== 2) || !Number.isInteger(dilation) || dilation < 1) {
    fail(`stride must be 1 or 2 and dilation a whole number >= 1, not ${stride} and ${dilation}`);
  }
  const reachRows = dilation * (kernelRows - 1);
  const reachColumns = dilation * (kernelColumns - 1);
  if (Math.min(...padding) < 0 || Math.max(top, bottom) > reachRows || Math.max(left, right) > reachColumns) {
    fail(
      `padding [${padding.join(', ')}] must be smaller than the kernel and not negative (at most ${reachRows} rows, ${reachColumns} columns)`,
    );
  }
  const outputRows = Math.floor((rows + top + bottom - reachRows - 1) / stride) + 1;
  const outputColumns = Math.floor((columns + left + right - reachColumns - 1) / stride) + 1;
  if (outputRows < 1 || outputColumns < 1) fail('the kernel is larger than the padded image');
  return { batch, rows, columns, inputs, outputRows, outputColumns, outputs, kernelRows, kernelColumns };
}
