import { storeLanes } from './lanes';
import { multiplyAdd } from './multiplyAdd';

/** Rows of a tile. */
const TILE_ROWS: i32 = 6;

/** Products of two stacks of matrices. Addresses and steps are in bytes. */
@unmanaged
export class ProductJob {
  left: usize;
  /** May be read up to 28 bytes beyond its end; such values are never used. */
  right: usize;
  product: usize;
  rows: i32;
  inner: i32;
  columns: i32;
  /** From one row, and from one factor of a sum, to the next in the left matrix. */
  rowBytes: i32;
  innerBytes: i32;
  /** Items of a matrix, and rows of each. */
  items: i32;
  itemRows: i32;
}

/** One item: some rows of one product. */
export function productRows(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<ProductJob>(argument);
  const matrix = item / job.items;
  const first = (item % job.items) * job.itemRows;
  const end = min(job.rows, first + job.itemRows);
  const left = job.left + ((matrix * job.rows * job.inner) << 2);
  const right = job.right + ((matrix * job.inner * job.columns) << 2);
  const product = job.product + ((matrix * job.rows * job.columns) << 2);
  for (let column = 0; column < job.columns; column += 8) {
    for (let row = first; row < end; row += TILE_ROWS) {
      computeProducts(job, left, right + (column << 2), product + (column << 2), row, end, job.columns - column);
    }
  }
}

/** 6 rows x 8 columns; rows from `end` on repeat the last one and are not stored. */
function computeProducts(
  job: ProductJob,
  left: usize,
  right: usize,
  product: usize,
  row: i32,
  end: i32,
  lanes: i32,
): void {
  const zero = f32x4.splat(0);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
  const last = end - 1;
  const step = job.rowBytes;
  let p0 = left + row * step;
  let p1 = left + min(row + 1, last) * step;
  let p2 = left + min(row + 2, last) * step;
  let p3 = left + min(row + 3, last) * step;
  let p4 = left + min(row + 4, last) * step;
  let p5 = left + min(row + 5, last) * step;
  const next = job.innerBytes;
  const rightStep = job.columns << 2;
  for (let k = 0; k < job.inner; k++) {
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
  let to = product + ((row * job.columns) << 2);
  storeProduct(to, a0, b0, lanes);
  if (row + 1 < end) storeProduct((to += rightStep), a1, b1, lanes);
  if (row + 2 < end) storeProduct((to += rightStep), a2, b2, lanes);
  if (row + 3 < end) storeProduct((to += rightStep), a3, b3, lanes);
  if (row + 4 < end) storeProduct((to += rightStep), a4, b4, lanes);
  if (row + 5 < end) storeProduct((to += rightStep), a5, b5, lanes);
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function storeProduct(address: usize, a: v128, b: v128, lanes: i32): void {
  storeLanes(address, a, lanes);
  if (lanes > 4) storeLanes(address + 16, b, lanes - 4);
}
