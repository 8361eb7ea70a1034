import type { Size3 } from '../../src/data/distanceTransform';
import { squaredDistances } from '../../src/data/distanceTransform';

/** The part of a grid that contains two masks, and the masks cropped to it. */
interface Crop {
  size: Size3;
  a: Uint8Array;
  b: Uint8Array;
}

/** For each voxel of one mask's surface the distance to the other mask's surface, ascending. */
export interface SurfaceDistances {
  /** From the first mask to the second. */
  forth: Float64Array;
  /** From the second mask to the first. */
  back: Float64Array;
}

/**
 * Distances between the surfaces of one label in two label arrays. The surface consists of the mask's voxels
 * with a face on the outside; along an axis of one voxel (a 2-D image) there is no outside.
 *
 * @param size columns, rows, slices
 * @param spacing of columns, rows, slices; the distances are in its unit
 * @returns both empty when neither has the label, null when only one has
 * @throws Error when the arrays do not have the size
 */
export function surfaceDistances(
  a: Uint8Array,
  b: Uint8Array,
  label: number,
  size: Size3,
  spacing: Size3,
): SurfaceDistances | null {
  const voxels = size[0] * size[1] * size[2];
  if (a.length !== voxels || b.length !== voxels) {
    throw new Error(
      `surfaceDistances: arrays of ${a.length} and ${b.length} voxels for ${size.join(' x ')}.`,
    );
  }
  const crop = cropToLabel(a, b, label, size);
  if (!crop) return { forth: new Float64Array(), back: new Float64Array() };
  const surfaceA = surface(crop.a, crop.size);
  const surfaceB = surface(crop.b, crop.size);
  if (surfaceA.length === 0 || surfaceB.length === 0) return null;
  return {
    forth: directed(surfaceA, surfaceB, crop.size, spacing),
    back: directed(surfaceB, surfaceA, crop.size, spacing),
  };
}

/** Crops both masks to their common bounding box: distances are not needed elsewhere. */
function cropToLabel(a: Uint8Array, b: Uint8Array, label: number, size: Size3): Crop | undefined {
  const [columns, rows, slices] = size;
  const low = [columns, rows, slices];
  const high = [-1, -1, -1];
  for (let z = 0, i = 0; z < slices; z++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, i++) {
        if (a[i] !== label && b[i] !== label) continue;
        if (x < low[0]) low[0] = x;
        if (x > high[0]) high[0] = x;
        if (y < low[1]) low[1] = y;
        if (y > high[1]) high[1] = y;
        if (z < low[2]) low[2] = z;
        high[2] = z;
      }
    }
  }
  if (high[2] < 0) return undefined;
  const cropped: Size3 = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1];
  // Axes with one voxel keep it; the others get a margin, so that the edge of the box counts as outside.
  const pad = size.map((length) => (length > 1 ? 1 : 0));
  const padded: Size3 = [cropped[0] + 2 * pad[0], cropped[1] + 2 * pad[1], cropped[2] + 2 * pad[2]];
  const cut = (labels: Uint8Array): Uint8Array => {
    const out = new Uint8Array(padded[0] * padded[1] * padded[2]);
    for (let z = 0; z < cropped[2]; z++) {
      for (let y = 0; y < cropped[1]; y++) {
        const from = ((z + low[2]) * rows + y + low[1]) * columns + low[0];
        const to = ((z + pad[2]) * padded[1] + y + pad[1]) * padded[0] + pad[0];
        for (let x = 0; x < cropped[0]; x++) out[to + x] = labels[from + x] === label ? 1 : 0;
      }
    }
    return out;
  };
  return { size: padded, a: cut(a), b: cut(b) };
}

/** Indices of the mask's voxels that have a face on the outside. */
function surface(mask: Uint8Array, size: Size3): Int32Array {
  // An axis of one voxel has no outside: its neighbour is the voxel itself.
  const [dx, dy, dz] = [1, size[0], size[0] * size[1]].map((stride, axis) => (size[axis] > 1 ? stride : 0));
  const found: number[] = [];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    const inside = mask[i - dx] & mask[i + dx] & mask[i - dy] & mask[i + dy] & mask[i - dz] & mask[i + dz];
    if (inside === 0) found.push(i);
  }
  // On a single-voxel grid the mask is its own surface.
  return Int32Array.from(mask.length === 1 && mask[0] === 1 ? [0] : found);
}

/** Distances from the voxels of one surface to the other surface, ascending. */
function directed(from: Int32Array, to: Int32Array, size: Size3, spacing: Size3): Float64Array {
  const field = new Float64Array(size[0] * size[1] * size[2]).fill(Infinity);
  for (const i of to) field[i] = 0;
  squaredDistances(field, size, spacing);
  return Float64Array.from(from, (i) => Math.sqrt(field[i])).sort();
}
