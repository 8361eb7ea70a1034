import type { ImageGeometry, Vector3 } from '../data/Image';
import { dot } from '../data/vectors';

/** An image's plane and its pixel grid. */
export interface PixelPlane extends ImageGeometry {
  rows: number;
  columns: number;
}

/**
 * Rasterises closed contours onto an image: a pixel belongs to the region if its centre lies within an odd
 * number of contours. So a contour within another is a hole, as is the inside of one that reaches its hole
 * through a channel of no width ("keyhole"), and contours side by side add up.
 *
 * @param contours corners in patient coordinates (mm), on the plane of the image
 * @returns 1 inside, 0 outside, row by row; length = rows x columns
 */
export function fillContours(contours: readonly (readonly Vector3[])[], plane: PixelPlane): Uint8Array {
  const { rows, columns } = plane;
  const crossings: number[][] = Array.from({ length: rows }, () => []);
  for (const contour of contours) {
    const corners = contour.map((corner) => toPixels(corner, plane));
    corners.forEach((corner, i) => addCrossings(corner, corners[(i + 1) % corners.length], crossings));
  }
  const mask = new Uint8Array(rows * columns);
  crossings.forEach((across, row) => {
    across.sort((a, b) => a - b);
    for (let i = 0; i + 1 < across.length; i += 2) {
      const start = Math.max(0, Math.ceil(across[i]));
      const end = Math.min(columns, Math.ceil(across[i + 1]));
      if (end > start) mask.fill(1, row * columns + start, row * columns + end);
    }
  });
  return mask;
}

/** Column and row of a point, where whole numbers are the centres of pixels. */
function toPixels(point: Vector3, plane: PixelPlane): readonly [number, number] {
  const { origin, rowCosines, columnCosines, rowSpacing, columnSpacing } = plane;
  const offset: Vector3 = [point[0] - origin[0], point[1] - origin[1], point[2] - origin[2]];
  return [dot(offset, rowCosines) / columnSpacing, dot(offset, columnCosines) / rowSpacing];
}

/**
 * Adds the columns at which an edge crosses the centre lines of rows; its lower end counts, its upper one
 * not.
 */
function addCrossings(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  crossings: readonly number[][],
): void {
  const [low, high] = [Math.min(y0, y1), Math.max(y0, y1)];
  const last = Math.min(crossings.length, Math.ceil(high));
  for (let row = Math.max(0, Math.ceil(low)); row < last; row++) {
    crossings[row].push(x0 + ((row - y0) / (y1 - y0)) * (x1 - x0));
  }
}
