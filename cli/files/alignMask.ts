import type { Grid, Matrix, Voxels } from './Voxels';

/** Maximum distance between corresponding voxels of image and mask, in voxels. */
const TOLERANCE = 0.1;

/**
 * Reorders a mask's values to the image's grid. If both files have a geometry, voxels at the same position
 * correspond, so a mask may be stored in another orientation. Otherwise, or if the positions do not match,
 * voxels with the same index correspond.
 *
 * @returns undefined when the grids differ
 */
export function alignMask(image: Grid, mask: Voxels): Float32Array | undefined {
  const byPlace = image.toPatient && mask.toPatient && compose(invert(mask.toPatient), image.toPatient);
  const moved = byPlace && reorder(image, mask, byPlace);
  if (moved) return moved;
  return image.size.every((length, axis) => length === mask.size[axis]) ? mask.values : undefined;
}

/**
 * Reorders values by a map from the image's voxels to the mask's; undefined unless it maps one grid onto the
 * other.
 */
function reorder(image: Grid, mask: Voxels, map: Matrix): Float32Array | undefined {
  const [columns, rows, slices] = image.size;
  const count = columns * rows * slices;
  if (count !== mask.values.length) return undefined;
  const steps = map.map((row) => row.map(Math.round));
  // A fractional offset at the last corner means that spacing, direction or position differ.
  const last = [columns - 1, rows - 1, slices - 1];
  for (const row of [0, 1, 2]) {
    const drift = map[row].reduce(
      (sum, value, axis) => sum + Math.abs(value - steps[row][axis]) * (axis < 3 ? last[axis] : 1),
      0,
    );
    if (!(drift <= TOLERANCE)) return undefined;
    const ends = [0, 1, 2].map((axis) => steps[row][axis] * last[axis]);
    const low = ends.reduce((sum, end) => sum + Math.min(0, end), steps[row][3]);
    const high = ends.reduce((sum, end) => sum + Math.max(0, end), steps[row][3]);
    if (low < 0 || high >= mask.size[row]) return undefined;
  }
  const strides = [1, mask.size[0], mask.size[0] * mask.size[1]];
  const [x, y, z, start] = [0, 1, 2, 3].map((axis) =>
    steps.reduce((sum, row, maskAxis) => sum + row[axis] * strides[maskAxis], 0),
  );
  const out = new Float32Array(count);
  for (let k = 0, i = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let c = 0; c < columns; c++, i++) out[i] = mask.values[start + c * x + j * y + k * z];
    }
  }
  return out;
}

function compose(a: Matrix, b: Matrix): Matrix {
  const entry = (row: number, column: number) =>
    a[row][0] * b[0][column] +
    a[row][1] * b[1][column] +
    a[row][2] * b[2][column] +
    (column === 3 ? a[row][3] : 0);
  const row = (r: number) => [entry(r, 0), entry(r, 1), entry(r, 2), entry(r, 3)] as const;
  return [row(0), row(1), row(2)];
}

function invert(m: Matrix): Matrix {
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
