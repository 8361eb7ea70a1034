import { productSizes } from '../kernels/productSizes';
import { bind } from './bind';
import type { WebGPUKernel } from './WebGPUKernel';

export const matrixProducts: WebGPUKernel<'MatrixProducts'> = (dispatcher, { a, b }, attributes) => {
  const { count, rows, inner, columns } = productSizes(a.shape, b.shape, attributes);
  const [rowStep, innerStep] = attributes.transposed ? [1, rows] : [inner, 1];
  const y = dispatcher.output([count, rows, columns]);
  dispatcher.run({
    name: 'products of matrices',
    constants: [count, rows, inner, columns, attributes.transposed ? 1 : 0],
    bindings: bind({ a, b }, { y }),
    threads: count * rows * columns,
    body: () => `
  let matrix = i / ${rows * columns};
  let left = matrix * ${rows * inner} + i / ${columns} % ${rows} * ${rowStep};
  let right = matrix * ${inner * columns} + i % ${columns};
  var sum = 0.0;
  for (var k = 0; k < ${inner}; k++) { sum += a[left + k * ${innerStep}] * b[right + k * ${columns}]; }
  y[i] = sum;`,
  });
  return y;
};
