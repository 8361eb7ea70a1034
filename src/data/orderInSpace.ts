import type { ImageGeometry } from './Image';
import { cross, dot } from './vectors';

/**
 * Indices of a series' images along their common normal, towards the patient's left, back or head, whichever is nearest. The
 * order does not depend on the order in which they are given, unless several lie at one position or one does not say where it
 * lies: then theirs is kept.
 */
export function orderInSpace(images: readonly { geometry?: ImageGeometry }[]): number[] {
  const order = images.map((_, index) => index);
  const geometries = images.flatMap(({ geometry }) => geometry ?? []);
  if (geometries.length === 0 || geometries.length < images.length) return order;
  const normal = cross(geometries[0].rowCosines, geometries[0].columnCosines);
  const largest = normal.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  const sign = Math.sign(largest) || 1;
  const heights = geometries.map(({ origin }) => sign * dot(origin, normal));
  return order.sort((a, b) => heights[a] - heights[b] || a - b);
}
