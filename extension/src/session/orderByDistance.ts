import type { ImageGeometry, Vector3 } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import { cross, dot } from '../../../src/data/vectors';

/** An image and its position. */
export interface PlacedImage {
  key: ImageKey;
  /** Undefined when the position is unknown. */
  geometry?: ImageGeometry;
}

/**
 * Distance of each image to the drawn masks. Where positions are known: from the image's plane to the nearest
 * mask centre, in mm. Otherwise: number of images to the nearest drawn image of the series, or to the middle
 * of the series when none is drawn.
 *
 * @param images the images of one series in the viewer's order
 * @param drawnCentres centres of the drawn masks in patient space, all in the series' frame of reference
 * @param drawnKeys the drawn images
 */
export function distancesToDrawn(
  images: readonly PlacedImage[],
  drawnCentres: readonly Vector3[],
  drawnKeys: ReadonlySet<ImageKey>,
): number[] {
  if (drawnCentres.length > 0 && images.every(({ geometry }) => geometry)) {
    return images.map(({ geometry }) =>
      Math.min(...drawnCentres.map((centre) => distanceToPlane(geometry as ImageGeometry, centre))),
    );
  }
  const anchors = images.flatMap(({ key }, index) => (drawnKeys.has(key) ? [index] : []));
  if (anchors.length === 0) anchors.push((images.length - 1) / 2);
  return images.map((_, index) => Math.min(...anchors.map((anchor) => Math.abs(index - anchor))));
}

/** The images' indices, smallest distance first; equal distances keep their order. */
export function orderByDistance(distances: readonly number[]): number[] {
  return distances.map((_, index) => index).sort((a, b) => distances[a] - distances[b] || a - b);
}

/** Distance in mm from a point to the plane of an image. */
function distanceToPlane(geometry: ImageGeometry, point: Vector3): number {
  const normal = cross(geometry.rowCosines, geometry.columnCosines);
  return Math.abs(dot(point, normal) - dot(geometry.origin, normal));
}
