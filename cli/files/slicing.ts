import type { Channels } from '../../src/data/Channels';
import type { Grid, Matrix } from './Voxels';

/**
 * How a volume is cut into the 2-D images for the networks: across the file's third axis, rotated to the
 * usual display orientation (axial: the patient's left on the right, the back at the bottom), so that files
 * of any orientation look alike.
 */
export interface Slicing {
  columns: number;
  rows: number;
  slices: number;
  /** Index of the first slice's first pixel in the file, and the steps to the next column, row and slice. */
  start: number;
  step: { column: number; row: number; slice: number };
  /** mm; undefined when unknown. */
  spacing?: { column: number; row: number; slice: number };
}

/**
 * Patient axes (0 left, 1 back, 2 head) of columns and rows, by the axis across the slices; -1 reverses an
 * axis.
 */
const VIEWS = [
  { column: [1, 1], row: [2, -1] },
  { column: [0, 1], row: [2, -1] },
  { column: [0, 1], row: [1, 1] },
] as const;

/** The slicing of a grid; the file's own order when its orientation is unknown. */
export function slicingOf({ size, spacing, toPatient }: Grid): Slicing {
  const strides = [1, size[0], size[0] * size[1]];
  let [columnAxis, rowAxis] = [0, 1];
  const flipped = [false, false, false];
  const axes = toPatient && patientAxes(toPatient);
  if (axes) {
    const view = VIEWS[axes[2].axis];
    if (axes[0].axis !== view.column[0]) [columnAxis, rowAxis] = [1, 0];
    flipped[columnAxis] = axes[columnAxis].sign !== view.column[1];
    flipped[rowAxis] = axes[rowAxis].sign !== view.row[1];
    flipped[2] = axes[2].sign < 0;
  }
  const step = (axis: number) => (flipped[axis] ? -strides[axis] : strides[axis]);
  const start = [0, 1, 2].reduce(
    (sum, axis) => sum + (flipped[axis] ? (size[axis] - 1) * strides[axis] : 0),
    0,
  );
  return {
    columns: size[columnAxis],
    rows: size[rowAxis],
    slices: size[2],
    start,
    step: { column: step(columnAxis), row: step(rowAxis), slice: step(2) },
    spacing: spacing && { column: spacing[columnAxis], row: spacing[rowAxis], slice: spacing[2] },
  };
}

/**
 * Extracts one slice from values in the file's order.
 *
 * @param channels values per pixel, interleaved
 */
export function cutSlice(
  values: Float32Array,
  slicing: Slicing,
  slice: number,
  channels: Channels = 1,
): Float32Array {
  const out = new Float32Array(slicing.rows * slicing.columns * channels);
  forEachPixel(slicing, slice, (inFile, inSlice) => {
    for (let c = 0; c < channels; c++) out[channels * inSlice + c] = values[channels * inFile + c];
  });
  return out;
}

/** Writes a slice's labels to their positions in the file's order. */
export function putSlice(labels: Uint8Array, slicing: Slicing, slice: number, into: Uint8Array): void {
  forEachPixel(slicing, slice, (inFile, inSlice) => {
    into[inFile] = labels[inSlice];
  });
}

function forEachPixel(
  { rows, columns, start, step }: Slicing,
  slice: number,
  visit: (inFile: number, inSlice: number) => void,
): void {
  for (let row = 0, inSlice = 0; row < rows; row++) {
    let inFile = start + slice * step.slice + row * step.row;
    for (let column = 0; column < columns; column++, inSlice++, inFile += step.column) visit(inFile, inSlice);
  }
}

/**
 * The patient axis closest to each axis of the file, each assigned once; undefined for a degenerate matrix.
 */
function patientAxes(matrix: Matrix): { axis: 0 | 1 | 2; sign: number }[] | undefined {
  const share = (axis: number, fileAxis: number) => {
    const length = Math.hypot(matrix[0][fileAxis], matrix[1][fileAxis], matrix[2][fileAxis]);
    return matrix[axis][fileAxis] / length;
  };
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  const fit = (order: readonly number[]) =>
    order.reduce((sum, axis, fileAxis) => sum + Math.abs(share(axis, fileAxis)), 0);
  const best = [...orders].sort((a, b) => fit(b) - fit(a))[0];
  if (!Number.isFinite(fit(best))) return undefined;
  return best.map((axis, fileAxis) => ({ axis, sign: Math.sign(share(axis, fileAxis)) }));
}
