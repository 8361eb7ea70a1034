import type { ImageGeometry, Vector3 } from '../data/Image';
import { extent } from '../data/extent';
import { cross, dot } from '../data/vectors';

/** An image's plane, and the distance to its neighbours in mm, if known. */
export interface ThickPlane extends ImageGeometry {
  thickness?: number;
}

/** Contours nearer than this are in one plane, mm. */
const SAME_PLANE = 0.01;
/** Share of the distance between images by which a contour may leave its plane. */
const FLAT = 0.25;

/**
 * The contours of a region on each image: those of the nearest plane of contours, if it is within half the
 * distance between images or, where contours are farther apart, between contours.
 *
 * @param contours corners in patient coordinates (mm)
 * @param planes of one direction
 * @returns for each image its contours; undefined when a contour is not parallel to the images
 */
export function contoursOfImages(
  contours: readonly Vector3[][],
  planes: readonly ThickPlane[],
): Vector3[][][] | undefined {
  const [first] = planes;
  const normal = cross(first.rowCosines, first.columnCosines);
  const thickness = first.thickness ?? 1;
  const placed: { height: number; contour: Vector3[] }[] = [];
  for (const contour of contours) {
    const [low, high] = extent(contour.map((corner) => dot(corner, normal)));
    if (high - low > FLAT * thickness) return undefined;
    placed.push({ height: (low + high) / 2, contour });
  }
  const layers: { height: number; contours: Vector3[][] }[] = [];
  for (const { height, contour } of placed.sort((a, b) => a.height - b.height)) {
    const layer = layers.at(-1);
    if (layer && height - layer.height < SAME_PLANE) layer.contours.push(contour);
    else layers.push({ height, contours: [contour] });
  }
  const [gap] = extent(layers.slice(1).map(({ height }, i) => height - layers[i].height));
  const reach = Math.max(thickness, layers.length > 1 ? gap : 0) / 2 + SAME_PLANE;
  return planes.map(({ origin }) => {
    const height = dot(origin, normal);
    const distances = layers.map((layer) => Math.abs(layer.height - height));
    const nearest = distances.indexOf(extent(distances)[0]);
    return distances[nearest] <= reach ? layers[nearest].contours : [];
  });
}
