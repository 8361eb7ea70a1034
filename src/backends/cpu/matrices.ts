import { productSizes } from '../kernels/productSizes';
import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

export const matrixProducts: CpuKernel<'MatrixProducts'> = ({ a, b }, attributes) => {
  const { count, rows, inner, columns } = productSizes(a.shape, b.shape, attributes);
  const [rowStep, innerStep] = attributes.transposed ? [1, rows] : [inner, 1];
  const y = emptyTensor([count, rows, columns]);
  for (let matrix = 0; matrix < count; matrix++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const left = a.values[matrix * rows * inner + row * rowStep + k * innerStep];
          sum += left * b.values[(matrix * inner + k) * columns + column];
        }
        y.values[(matrix * rows + row) * columns + column] = sum;
      }
    }
  }
  return y;
};
