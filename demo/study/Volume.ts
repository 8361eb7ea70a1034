/** A point in voxel indices (i, j, k) or in patient space (LPS, mm). */
export type Point = readonly [number, number, number];

/** A volume on a regular grid, with its position in patient space. */
export interface Volume {
  /** Number of voxels along i, j, k; i varies fastest. */
  size: Point;
  values: Int16Array;
  /**
   * Affine from voxel indices to patient space as the three rows of a 3 x 4 matrix, in LPS millimetres
   * (x grows to the patient's left, y to the back, z to the head).
   */
  toPatient: readonly [Row, Row, Row];
}

export type Row = readonly [number, number, number, number];

/** Index of a voxel in {@link Volume.values}. */
export function indexOf({ size }: Volume, [i, j, k]: Point): number {
  return (k * size[1] + j) * size[0] + i;
}

/** Patient coordinates (LPS, mm) of the centre of a voxel. */
export function patientPoint({ toPatient }: Volume, [i, j, k]: Point): Point {
  const coordinate = ([a, b, c, d]: Row) => a * i + b * j + c * k + d;
  return [coordinate(toPatient[0]), coordinate(toPatient[1]), coordinate(toPatient[2])];
}

/** Vector in patient space (mm) from a voxel to the next one along an axis (0 = i, 1 = j, 2 = k). */
export function patientStep({ toPatient }: Volume, axis: 0 | 1 | 2): Point {
  return [toPatient[0][axis], toPatient[1][axis], toPatient[2][axis]];
}
