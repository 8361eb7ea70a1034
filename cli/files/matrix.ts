import type { Vector3 } from '../../src/data/Image';
import type { Matrix } from './Voxels';

/** The map `b` followed by the map `a`. */
export function compose(a: Matrix, b: Matrix): Matrix {
  const entry = (row: number, column: number) =>
    a[row][0] * b[0][column] +
    a[row][1] * b[1][column] +
    a[row][2] * b[2][column] +
    (column === 3 ? a[row][3] : 0);
  const row = (r: number) => [entry(r, 0), entry(r, 1), entry(r, 2), entry(r, 3)] as const;
  return [row(0), row(1), row(2)];
}

/** The inverse of a map; holds values that are not finite if there is none. */
export function invert(m: Matrix): Matrix {
  const minor = (r: number, c: number) => {
    const [r0, r1] = [(r + 1) % 3, (r + 2) % 3];
    const [c0, c1] = [(c + 1) % 3, (c + 2) % 3];
    return m[r0][c0] * m[r1][c1] - m[r0][c1] * m[r1][c0];
  };
  const determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
  const row = (r: number) => {
    const [a, b, c] = [0, 1, 2].map((axis) => minor(axis, r) / determinant);
    return [a, b, c, -(a * m[0][3] + b * m[1][3] + c * m[2][3])] as const;
  };
  return [row(0), row(1), row(2)];
}

/** Where a map takes a point. */
export function transform(m: Matrix, [x, y, z]: Vector3): [number, number, number] {
  const at = (row: 0 | 1 | 2) => m[row][0] * x + m[row][1] * y + m[row][2] * z + m[row][3];
  return [at(0), at(1), at(2)];
}
