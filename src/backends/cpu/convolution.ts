import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import { convolutionSizes } from '../kernels/convolutionSizes';
import { filterGradientSizes } from '../kernels/filterGradientSizes';
import { inputGradientSizes } from '../kernels/inputGradientSizes';
import type { CpuKernel } from './CpuKernel';

/**
 * y[b, o, p, m] = bias[m] + sum over taps (i, j) and channels n of x[b, row, column, n] * filter[i, j, n, m],
 * rectified.
 */
export const convolution: CpuKernel<'Convolution'> = ({ x, filter, bias }, { slope = 1, ...geometry }) => {
  const sizes = convolutionSizes(x.shape, filter.shape, geometry);
  const { batch, outputRows, outputColumns, outputs } = sizes;
  const sums = new Float64Array(batch * outputRows * outputColumns * outputs);
  if (bias) for (let i = 0; i < sums.length; i++) sums[i] = bias.values[i % outputs];
  forEachTap(sizes, geometry, (xAt, yAt, filterAt) => {
    const value = x.values[xAt];
    for (let m = 0; m < outputs; m++) sums[yAt + m] += value * filter.values[filterAt + m];
  });
  const values = Float32Array.from(sums, (sum) => (sum > 0 ? sum : slope * sum));
  return { shape: [batch, outputRows, outputColumns, outputs], values };
};

/** Scatters each value of dy along the taps from which it was computed. */
export const inputGradient: CpuKernel<'ConvolutionInputGradient'> = ({ dy, filter }, attributes) => {
  const sizes = inputGradientSizes(dy.shape, filter.shape, attributes);
  const { batch, rows, columns, inputs, outputs } = sizes;
  const sums = new Float64Array(batch * rows * columns * inputs);
  forEachTap(sizes, attributes, (xAt, yAt, filterAt) => {
    for (let m = 0; m < outputs; m++) sums[xAt] += dy.values[yAt + m] * filter.values[filterAt + m];
  });
  return { shape: [batch, rows, columns, inputs], values: Float32Array.from(sums) };
};

/** Each tap sums the products of x and dy over all pixels. */
export const filterGradient: CpuKernel<'ConvolutionFilterGradient'> = ({ x, dy }, attributes) => {
  const sizes = filterGradientSizes(x.shape, dy.shape, attributes);
  const { kernelRows, kernelColumns, inputs, outputs } = sizes;
  const sums = new Float64Array(kernelRows * kernelColumns * inputs * outputs);
  forEachTap(sizes, attributes, (xAt, yAt, filterAt) => {
    const value = x.values[xAt];
    for (let m = 0; m < outputs; m++) sums[filterAt + m] += value * dy.values[yAt + m];
  });
  return { shape: [kernelRows, kernelColumns, inputs, outputs], values: Float32Array.from(sums) };
};

/**
 * Visits every value of x that a convolution uses, with the first of the output's and of the filter's
 * channels that belong to it.
 */
function forEachTap(
  sizes: ConvolutionSizes,
  { stride, dilation, padding: [top, , left] }: ConvolutionGeometry,
  visit: (xAt: number, yAt: number, filterAt: number) => void,
): void {
  const { batch, rows, columns, inputs, outputRows, outputColumns, outputs, kernelRows, kernelColumns } =
    sizes;
  for (let b = 0; b < batch; b++) {
    for (let o = 0; o < outputRows; o++) {
      for (let p = 0; p < outputColumns; p++) {
        const yAt = ((b * outputRows + o) * outputColumns + p) * outputs;
        for (let i = 0; i < kernelRows; i++) {
          const row = o * stride + i * dilation - top;
          if (row < 0 || row >= rows) continue;
          for (let j = 0; j < kernelColumns; j++) {
            const column = p * stride + j * dilation - left;
            if (column < 0 || column >= columns) continue;
            const xAt = ((b * rows + row) * columns + column) * inputs;
            const filterAt = (i * kernelColumns + j) * inputs * outputs;
            for (let n = 0; n < inputs; n++) visit(xAt + n, yAt, filterAt + n * outputs);
          }
        }
      }
    }
  }
}
