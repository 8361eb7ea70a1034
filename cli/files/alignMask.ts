import { compose, invert, transform } from './matrix';
import type { Grid, Matrix, Voxels } from './Voxels';

/**
 * Maximum distance between corresponding voxels of image and mask for a mask on the image's grid, in
 * voxels.
 */
const TOLERANCE = 0.1;
/** Masks of the image's size may lie this far off, in voxels; more means that one of the headers is wrong. */
const MAX_OFFSET = 1;

/** A mask's values on its image's grid. */
export interface AlignedMask {
  values: Float32Array;
  /** Whether the grids differ, so that each voxel got the value of the nearest voxel of the mask. */
  resampled: boolean;
}

/**
 * Brings a mask's values to the image's grid. If both files have a geometry, voxels at the same position
 * correspond: a mask may be stored in another orientation, and is resampled (nearest neighbour) if its grid
 * differs. Otherwise voxels with the same index correspond.
 *
 * @returns the reason, to follow "the mask", when it cannot be brought there
 */
export function alignMask(image: Grid, mask: Voxels): AlignedMask | string {
  if (!image.toPatient || !mask.toPatient) {
    return image.size.every((length, axis) => length === mask.size[axis])
      ? { values: mask.values, resampled: false }
      : `has ${sizeOf(mask)} pixels instead of ${sizeOf(image)}. Export it on the grid of its image`;
  }
  const toMask = compose(invert(mask.toPatient), image.toPatient);
  const reordered = reorder(image, mask, toMask);
  if (reordered) return { values: reordered, resampled: false };
  const sameSize = [...image.size].sort().join() === [...mask.size].sort().join();
  const offset = cornerOffset(image, mask, toMask);
  if (sameSize && !(offset <= MAX_OFFSET)) {
    return (
      'has the size of its image, but its header places it elsewhere (another origin, spacing or direction). ' +
      "Copy the image's geometry to it if they belong together pixel by pixel, or resample it onto its image"
    );
  }
  const values = resample(image, mask, toMask);
  if (!values.some((value) => value !== 0) && mask.values.some((value) => value !== 0)) {
    return 'has all of its foreground outside of its image, according to their headers. Pair them anew';
  }
  return { values, resampled: true };
}

function sizeOf({ size }: Grid): string {
  return size.slice(0, size[2] > 1 ? 3 : 2).join(' x ');
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

/**
 * How far the box of the image's voxels lies from that of the mask's, along the mask's axes, in its voxels.
 */
function cornerOffset(image: Grid, mask: Grid, toMask: Matrix): number {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => {
    const at = (axis: 0 | 1 | 2) => ((corner >> axis) & 1) * (image.size[axis] - 1);
    return transform(toMask, [at(0), at(1), at(2)]);
  });
  const offsets = [0, 1, 2].flatMap((axis) => {
    const values = corners.map((corner) => corner[axis]);
    return [Math.abs(Math.min(...values)), Math.abs(Math.max(...values) - (mask.size[axis] - 1))];
  });
  return Math.max(...offsets);
}

/** The nearest voxel's value at each of the image's voxels; 0 outside of the mask. */
function resample(image: Grid, mask: Voxels, toMask: Matrix): Float32Array {
  const [columns, rows, slices] = image.size;
  const [width, height, depth] = mask.size;
  const out = new Float32Array(columns * rows * slices);
  for (let k = 0, i = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++) {
      for (let c = 0; c < columns; c++, i++) {
        const [x, y, z] = transform(toMask, [c, j, k]).map(Math.round);
        if (x < 0 || y < 0 || z < 0 || x >= width || y >= height || z >= depth) continue;
        out[i] = mask.values[x + width * (y + height * z)];
      }
    }
  }
  return out;
}
