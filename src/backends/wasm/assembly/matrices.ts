import { loadLanes, storeLanes } from './lanes';
import { multiplyAdd } from './multiplyAdd';

/** Rows of a tile. */
const TILE_ROWS: i32 = 6;

/**
 * A product of matrices with an epilogue: product = scale left right + addedScale added + diagonal I.
 * Addresses and steps are in bytes.
 */
@unmanaged
class Product {
  left: usize;
  /** May be read up to 28 bytes beyond its end; such values are never used. */
  right: usize;
  product: usize;
  /** May be the product's own address: it is then changed in place. 0: nothing is added. */
  added: usize;
  rows: i32;
  inner: i32;
  columns: i32;
  /** From one row, and from one factor of a sum, to the next in the left matrix. */
  rowBytes: i32;
  innerBytes: i32;
  scale: f32;
  addedScale: f32;
  diagonal: f32;
  /** Whether the product is symmetric: values below the diagonal are then copied from above it. */
  symmetric: bool;
}

/** Some rows of a product. */
@unmanaged
class ProductItem {
  /** Address of a {@link Product}. */
  product: usize;
  /** A multiple of 8. */
  first: i32;
}

/** Products that do not depend on each other. */
@unmanaged
export class ProductsJob {
  /** An array of {@link ProductItem}. */
  items: usize;
  itemRows: i32;
}

/** One item: some rows of one product. */
export function productRows(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<ProductsJob>(argument);
  const part = changetype<ProductItem>(job.items + (item << 3));
  const task = changetype<Product>(part.product);
  const first = part.first;
  const end = min(task.rows, first + job.itemRows);
  const n = task.columns;
  for (let column = task.symmetric ? first : 0; column < n; column += 8) {
    const last = task.symmetric ? min(end, column + 8) : end;
    for (let row = first; row < last; row += TILE_ROWS) computeProducts(task, row, column, end);
  }
  if (task.diagonal != 0) {
    for (let row = first; row < end; row++) {
      const at = task.product + ((row * n + row) << 2);
      store<f32>(at, load<f32>(at) + task.diagonal);
    }
  }
  if (task.symmetric) mirror(task.product, n, first, end);
}

/** Copies the values to the right of the diagonal in some rows to below it. */
function mirror(matrix: usize, n: i32, first: i32, end: i32): void {
  for (let row = first; row < end; row++) {
    for (let column = row + 1; column < n; column++) {
      store<f32>(matrix + ((column * n + row) << 2), load<f32>(matrix + ((row * n + column) << 2)));
    }
  }
}

/** 6 rows x 8 columns; rows from `end` on repeat the last one and are not stored. */
function computeProducts(task: Product, row: i32, column: i32, end: i32): void {
  const zero = f32x4.splat(0);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
  let right = task.right + (column << 2);
  const last = end - 1;
  const step = task.rowBytes;
  let p0 = task.left + row * step;
  let p1 = task.left + min(row + 1, last) * step;
  let p2 = task.left + min(row + 2, last) * step;
  let p3 = task.left + min(row + 3, last) * step;
  let p4 = task.left + min(row + 4, last) * step;
  let p5 = task.left + min(row + 5, last) * step;
  const next = task.innerBytes;
  const rightStep = task.columns << 2;
  for (let k = 0; k < task.inner; k++) {
    const ra = v128.load(right);
    const rb = v128.load(right, 16);
    const x0 = v128.load32_splat(p0); a0 = multiplyAdd(x0, ra, a0); b0 = multiplyAdd(x0, rb, b0);
    const x1 = v128.load32_splat(p1); a1 = multiplyAdd(x1, ra, a1); b1 = multiplyAdd(x1, rb, b1);
    const x2 = v128.load32_splat(p2); a2 = multiplyAdd(x2, ra, a2); b2 = multiplyAdd(x2, rb, b2);
    const x3 = v128.load32_splat(p3); a3 = multiplyAdd(x3, ra, a3); b3 = multiplyAdd(x3, rb, b3);
    const x4 = v128.load32_splat(p4); a4 = multiplyAdd(x4, ra, a4); b4 = multiplyAdd(x4, rb, b4);
    const x5 = v128.load32_splat(p5); a5 = multiplyAdd(x5, ra, a5); b5 = multiplyAdd(x5, rb, b5);
    p0 += next;
    p1 += next;
    p2 += next;
    p3 += next;
    p4 += next;
    p5 += next;
    right += rightStep;
  }
  const at = (row * task.columns + column) << 2;
  const lanes = task.columns - column;
  storeProduct(task, at, a0, b0, lanes);
  if (row + 1 < end) storeProduct(task, at + rightStep, a1, b1, lanes);
  if (row + 2 < end) storeProduct(task, at + 2 * rightStep, a2, b2, lanes);
  if (row + 3 < end) storeProduct(task, at + 3 * rightStep, a3, b3, lanes);
  if (row + 4 < end) storeProduct(task, at + 4 * rightStep, a4, b4, lanes);
  if (row + 5 < end) storeProduct(task, at + 5 * rightStep, a5, b5, lanes);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function storeProduct(task: Product, at: i32, a: v128, b: v128, lanes: i32): void {
  storeScaled(task, at, a, lanes);
  if (lanes > 4) storeScaled(task, at + 16, b, lanes - 4);
}

function storeScaled(task: Product, at: i32, sum: v128, lanes: i32): void {
  let value = f32x4.mul(f32x4.splat(task.scale), sum);
  if (task.added) value = multiplyAdd(f32x4.splat(task.addedScale), loadLanes(task.added + at, lanes), value);
  storeLanes(task.product + at, value, lanes);
}
