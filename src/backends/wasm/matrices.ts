import { productSizes } from '../kernels/productSizes';
import type { WasmKernel } from './WasmKernel';

/** Rows of a product that one item computes: a multiple of the tile's. */
const ITEM_ROWS = 24;

export const matrixProducts: WasmKernel<'MatrixProducts'> = (module, { a, b }, attributes) => {
  const { count, rows, inner, columns } = productSizes(a.shape, b.shape, attributes);
  const y = module.output([count, rows, columns]);
  const [rowBytes, innerBytes] = attributes.transposed ? [4, 4 * rows] : [4 * inner, 4];
  const items = Math.ceil(rows / ITEM_ROWS);
  module.run('productRows', count * items, [
    ...[module.address(a), module.addressWithSlack(b, 'copy of b'), module.address(y)],
    ...[rows, inner, columns, rowBytes, innerBytes, items, ITEM_ROWS],
  ]);
  return y;
};
