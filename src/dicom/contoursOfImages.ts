import type { ImageGeometry, Vector3 } from '../data/Image';
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
  const layers: { height: number; contours: Vector3[][] }[] = [];
  for (const contour of contours) {
    const heights = contour.map((corner) => dot(corner, normal));
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    if (high - low > FLAT * thickness) return undefined;
    const height = (low + high) / 2;
    const layer = layers.find((other) => Math.abs(other.height - height) < SAME_PLANE);
    if (layer) layer.contours.push(contour);
    else layers.push({ height, contours: [contour] });
  }
  layers.sort((a, b) => a.height - b.height);
  const gaps = layers.slice(1).map(({ height }, i) => height - layers[i].height);
  const reach = Math.max(thickness, gaps.length > 0 ? Math.min(...gaps) : 0) / 2 + SAME_PLANE;
  return planes.map(({ origin }) => {
    const height = dot(origin, normal);
    const distances = layers.map((layer) => Math.abs(layer.height - height));
    const nearest = distances.indexOf(Math.min(...distances));
    return distances[nearest] <= reach ? layers[nearest].contours : [];
  });
}
