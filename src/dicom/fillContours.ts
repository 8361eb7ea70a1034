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
  const mask = new Uint8Array(rows * columns);
  for (const contour of contours) {
    const corners = contour.map((corner) => toPixels(corner, plane));
    corners.forEach((corner, i) => markCrossings(corner, corners[(i + 1) % corners.length], mask, plane));
  }
  // A pixel is inside if the number of crossings up to its centre is odd.
  for (let i = 0; i < mask.length; i++) if (i % columns > 0) mask[i] ^= mask[i - 1];
  return mask;
}

/** Column and row of a point, where whole numbers are the centres of pixels. */
function toPixels(point: Vector3, plane: PixelPlane): readonly [number, number] {
  const { origin, rowCosines, columnCosines, rowSpacing, columnSpacing } = plane;
  const offset: Vector3 = [point[0] - origin[0], point[1] - origin[1], point[2] - origin[2]];
  return [dot(offset, rowCosines) / columnSpacing, dot(offset, columnCosines) / rowSpacing];
}

/**
 * Toggles, for each row whose centre line an edge crosses, the first pixel whose centre is not left of the
 * crossing. The lower end of an edge counts, its upper one not. However many corners a file has, this takes
 * no more memory than the mask.
 */
function markCrossings(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  mask: Uint8Array,
  { rows, columns }: PixelPlane,
): void {
  const last = Math.min(rows, Math.ceil(Math.max(y0, y1)));
  for (let row = Math.max(0, Math.ceil(Math.min(y0, y1))); row < last; row++) {
    const column = Math.max(0, Math.ceil(x0 + ((row - y0) / (y1 - y0)) * (x1 - x0)));
    if (column < columns) mask[row * columns + column] ^= 1;
  }
}
