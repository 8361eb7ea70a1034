import type { Channels } from '../../src/data/Channels';

/** Rows of the affine map from voxel (x, y, z, 1) to patient coordinates (LPS, mm). */
export type Matrix = readonly [Row, Row, Row];
export type Row = readonly [number, number, number, number];

/** A voxel grid as stored in its file. A 2-D image has one slice. */
export interface Grid {
  /** Voxels along x (columns, fastest), y (rows) and z (slices). */
  size: readonly [number, number, number];
  /** Distance between neighbours along x, y and z, mm; undefined when unknown. */
  spacing?: readonly [number, number, number];
  /** Undefined when unknown. */
  toPatient?: Matrix;
}

/** Values on a grid, x fastest. */
export interface Voxels extends Grid {
  /** 3 for RGB, 1 for grey; default 1. */
  channels?: Channels;
  /** Channels interleaved; length = product of the size x channels. */
  values: Float32Array;
}

/** The spacing along x, y and z, mm: the lengths of the matrix's columns. */
export function spacingOfMatrix(matrix: Matrix): [number, number, number] {
  const length = (axis: 0 | 1 | 2) => Math.hypot(matrix[0][axis], matrix[1][axis], matrix[2][axis]);
  return [length(0), length(1), length(2)];
}
