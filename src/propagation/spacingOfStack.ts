import type { ImageGeometry } from '../data/Image';
import { cross, dot } from '../data/vectors';

/**
 * Median distance between neighbouring images of a series along their normal, mm; the size of a pixel where
 * there are no two positions.
 *
 * @param images of one series, parallel, in any order; at least one
 */
export function spacingOfStack(images: readonly ImageGeometry[]): number {
  const [first] = images;
  const normal = cross(first.rowCosines, first.columnCosines);
  const positions = [...new Set(images.map(({ origin }) => dot(origin, normal)))].sort((a, b) => a - b);
  const gaps = positions.slice(1).map((position, i) => position - positions[i]);
  return gaps.length === 0 ? first.rowSpacing : gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)];
}
