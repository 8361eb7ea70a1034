import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import { convolutionSizes } from '../kernels/convolutionSizes';
import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

/**
 * y[b, o, p, m] = bias[m] + sum over taps (i, j) and channels n of x[b, row, column, n] * filter[i, j, n, m].
 */
export const convolution: CpuKernel<'Convolution'> = ({ x, filter, bias }, geometry) => {
  const sizes = convolutionSizes(x.shape, filter.shape, geometry);
  const { batch, outputRows, outputColumns, inputs, outputs } = sizes;
  const y = emptyTensor([batch, outputRows, outputColumns, outputs]);
  const sums = new Float64Array(y.values.length);
  if (bias) for (let i = 0; i < sums.length; i++) sums[i] = bias.values[i % outputs];
  forEachTap(sizes, geometry, (xAt, yAt, filterAt) => {
    for (let n = 0; n < inputs; n++) {
      const value = x.values[xAt + n];
      for (let m = 0; m < outputs; m++) sums[yAt + m] += value * filter.values[filterAt + n * outputs + m];
    }
  });
  y.values.set(sums);
  return y;
};

/** Scatters each value of dy along the taps from which it was computed. */
export const convolutionInputGradient: CpuKernel<'ConvolutionInputGradient'> = (
  { dy, filter },
  { rows, columns, ...geometry },
) => {
  const inputShape = [dy.shape[0], rows, columns, filter.shape[2]];
  const sizes = convolutionSizes(inputShape, filter.shape, geometry);
  const dx = emptyTensor(inputShape);
  const sums = new Float64Array(dx.values.length);
  forEachTap(sizes, geometry, (xAt, yAt, filterAt) => {
    for (let n = 0; n < sizes.inputs; n++) {
      for (let m = 0; m < sizes.outputs; m++) {
        sums[xAt + n] += dy.values[yAt + m] * filter.values[filterAt + n * sizes.outputs + m];
      }
    }
  });
  dx.values.set(sums);
  return dx;
};

/** Each tap sums the products of x and dy over all pixels. */
export const convolutionFilterGradient: CpuKernel<'ConvolutionFilterGradient'> = (
  { x, dy },
  { kernelRows, kernelColumns, ...geometry },
) => {
  const filterShape = [kernelRows, kernelColumns, x.shape[3], dy.shape[3]];
  const sizes = convolutionSizes(x.shape, filterShape, geometry);
  const dfilter = emptyTensor(filterShape);
  const sums = new Float64Array(dfilter.values.length);
  forEachTap(sizes, geometry, (xAt, yAt, filterAt) => {
    for (let n = 0; n < sizes.inputs; n++) {
      const value = x.values[xAt + n];
      for (let m = 0; m < sizes.outputs; m++)
        sums[filterAt + n * sizes.outputs + m] += value * dy.values[yAt + m];
    }
  });
  dfilter.values.set(sums);
  return dfilter;
};

/** Visits every output pixel and every tap inside the image, with the offsets of their first channels. */
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
            visit(xAt, yAt, (i * kernelColumns + j) * inputs * outputs);
          }
        }
      }
    }
  }
}
