import type { Image, ImageGeometry, Vector3 } from './Image';
import { dot } from './vectors';

/** A position on an image's grid; whole numbers are pixel centres. */
export interface PixelPosition {
  row: number;
  column: number;
}

/** Row and column spacing in mm; 1 mm squares when the image has no geometry. */
export function spacingOf(image: Image): { row: number; column: number } {
  return { row: image.geometry?.rowSpacing ?? 1, column: image.geometry?.columnSpacing ?? 1 };
}

/** Centre of a pixel in patient space, mm (DICOM PS3.3 C.7.6.2.1.1). */
export function pixelToPatient(geometry: ImageGeometry, { row, column }: PixelPosition): Vector3 {
  const across = column * geometry.columnSpacing;
  const down = row * geometry.rowSpacing;
  const coordinate = (axis: 0 | 1 | 2) =>
    geometry.origin[axis] + across * geometry.rowCosines[axis] + down * geometry.columnCosines[axis];
  return [coordinate(0), coordinate(1), coordinate(2)];
}

/**
 * The position on an image's grid that is nearest to a point in patient space, i.e. its projection along the
 * normal.
 */
export function patientToPixel(geometry: ImageGeometry, point: Vector3): PixelPosition {
  const offset: Vector3 = [
    point[0] - geometry.origin[0],
    point[1] - geometry.origin[1],
    point[2] - geometry.origin[2],
  ];
  return {
    row: dot(offset, geometry.columnCosines) / geometry.rowSpacing,
    column: dot(offset, geometry.rowCosines) / geometry.columnSpacing,
  };
}
