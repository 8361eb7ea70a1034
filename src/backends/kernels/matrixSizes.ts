import { sizeOf } from './sizeOf';

/** A kernel of a convolution as a matrix from all values under it to its outputs. */
export interface MatrixSizes {
  rows: number;
  columns: number;
  /** Factor of Muon's step, so that its effect on the outputs does not depend on the matrix's shape. */
  scale: number;
}

/** The sizes of a kernel whose last axis is its outputs. */
export function matrixSizes(shape: readonly number[]): MatrixSizes {
  const columns = shape[shape.length - 1];
  const rows = sizeOf(shape) / columns;
  return { rows, columns, scale: Math.sqrt(Math.max(1, columns / rows)) };
}
