import type { ImageGeometry } from './Image';
import { cross, dot } from './vectors';

/**
 * Indices of a series' images ordered along their common normal, towards the patient's left, back or head,
 * whichever is closest to the normal. Images at one position keep the given order; so does the whole series
 * if an image has no geometry. Otherwise the given order has no influence.
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
