import type { MatrixProductsAttributes } from './contract';

/** The sizes of products of matrices [rows, inner] and [inner, columns]. */
export interface ProductSizes {
  count: number;
  rows: number;
  inner: number;
  columns: number;
}

/**
 * The sizes of stacks of matrices that are multiplied one by one.
 *
 * @throws RangeError when they do not fit each other
 */
export function productSizes(
  a: readonly number[],
  b: readonly number[],
  { transposed }: MatrixProductsAttributes,
): ProductSizes {
  const [count, ...shape] = a;
  const [rows, inner] = transposed ? [shape[1], shape[0]] : shape;
  if (b[0] !== count || b[1] !== inner) {
    const order = transposed ? 'the transposed of ' : '';
    throw new RangeError(`matrixProducts: ${order}[${a.join(', ')}] does not fit [${b.join(', ')}]`);
  }
  return { count, rows, inner, columns: b[2] };
}
