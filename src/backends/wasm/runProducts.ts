import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';

/**
 * A product of matrices with an epilogue: product = scale left right + addedScale added + diagonal I. All
 * matrices are addresses in bytes; the memory behind `right` must have slack, as scratch memory does.
 */
export interface Product {
  /** [rows, inner], or with `transposed` [inner, rows]. */
  left: number;
  transposed?: boolean;
  /** [inner, columns]. */
  right: number;
  /** [rows, columns]. */
  product: number;
  rows: number;
  inner: number;
  columns: number;
  /** Default 1. */
  scale?: number;
  /** Nothing is added by default; may be the product itself. */
  added?: number;
  addedScale?: number;
  diagonal?: number;
  /** Whether the product is symmetric, so that half of it need not be computed. */
  symmetric?: boolean;
}

/** Rows of a product that one item computes: a multiple of 8 and of the tile's 6. */
const ITEM_ROWS = 24;
/** Bytes of a Product and of a ProductItem in `assembly/`. */
const PRODUCT_BYTES = 52;
const ITEM_BYTES = 8;

/** Computes products that do not depend on each other; threads share their rows. */
export function runProducts(module: KernelModule, products: readonly Product[]): void {
  const items = products.flatMap(({ rows }, i) =>
    Array.from({ length: Math.ceil(rows / ITEM_ROWS) }, (_, part) => [i, part * ITEM_ROWS]),
  );
  const table = module.scratch(
    'products of matrices',
    PRODUCT_BYTES * products.length + ITEM_BYTES * items.length,
  );
  const itemTable = table + PRODUCT_BYTES * products.length;
  module.writeInts(table, products.flatMap(fieldsOf));
  module.writeInts(
    itemTable,
    items.flatMap(([i, first]) => [table + PRODUCT_BYTES * i, first]),
  );
  module.run('productRows', items.length, [itemTable, ITEM_ROWS]);
}

function fieldsOf(of: Product): number[] {
  const { scale = 1, added = 0, addedScale = 0, diagonal = 0, transposed = false, symmetric = false } = of;
  const { left, right, product, rows, inner, columns } = of;
  return [
    ...[left, right, product, added, rows, inner, columns],
    ...(transposed ? [4, 4 * rows] : [4 * inner, 4]),
    ...[scale, addedScale, diagonal].map(floatField),
    symmetric ? 1 : 0,
  ];
}
