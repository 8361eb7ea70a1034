import type { ImageGeometry, Vector3 } from '../data/Image';
import { patientToPixel, pixelToPatient } from '../data/patientSpace';
import { spread } from '../data/spread';
import { cross, dot } from '../data/vectors';
import { foregroundBox } from './foregroundBox';

/** A masked image of one series, which tells something about the images of others. */
export interface MaskedSlice {
  rows: number;
  columns: number;
  geometry: ImageGeometry;
  /** Segment index of each pixel. */
  labelmap: Uint8Array;
  /**
   * Distance to the neighbouring images of its series, mm: the mask holds up to half of it from the plane.
   */
  thickness: number;
}

/** What the masks of other series tell about an image. */
export interface CrossSection {
  /** Segment index of each pixel; 0 where nothing is known. */
  labelmap: Uint8Array;
  /** 1 where a masked slice crosses the image, else 0. */
  known: Uint8Array;
}

/** An image's grid in patient space. */
export interface PlacedGrid {
  rows: number;
  columns: number;
  geometry: ImageGeometry;
}

/** Maximum number of images of a series to look at: enough to learn how it shows the structures. */
const MAX_IMAGES = 8;

/**
 * Carries masks over to another series of the same patient position: where a masked slice crosses an image,
 * the image's pixels have the labels of the slice. The rest of the image stays unknown, so that even a few
 * drawn slices teach a network what the structures look like in the other series.
 *
 * @param images of the other series, in the same frame of reference
 * @param slices without foreground on any of them, nothing is carried over
 * @returns sections of up to eight images that show some foreground, with their index in `images`
 */
export function* crossSections(
  images: readonly PlacedGrid[],
  slices: readonly MaskedSlice[],
): Generator<CrossSection & { index: number }> {
  for (const index of imagesThrough(images, slices)) {
    const section = crossSection(images[index], slices);
    if (section.labelmap.some((label) => label > 0)) yield { index, ...section };
  }
}

/** Indices of a few images whose planes pass through the box around the foreground. */
function imagesThrough(images: readonly PlacedGrid[], slices: readonly MaskedSlice[]): number[] {
  const points = slices.flatMap(cornersOfForeground);
  const passing = images.flatMap(({ geometry }, index) => {
    const normal = cross(geometry.rowCosines, geometry.columnCosines);
    const plane = dot(geometry.origin, normal);
    const distances = points.map((point) => dot(point, normal) - plane);
    return Math.min(...distances) <= 0 && Math.max(...distances) >= 0 ? [index] : [];
  });
  return spread(passing, MAX_IMAGES);
}

/**
 * The corners of the box around a slice's foreground, half its thickness to either side; none without one.
 */
function cornersOfForeground({ columns, geometry, labelmap, thickness }: MaskedSlice): Vector3[] {
  const box = foregroundBox([labelmap], columns);
  if (!box) return [];
  const normal = cross(geometry.rowCosines, geometry.columnCosines);
  return [box.top, box.bottom].flatMap((row) =>
    [box.left, box.right].flatMap((column) => {
      const [x, y, z] = pixelToPatient(geometry, { row, column });
      return [-thickness / 2, thickness / 2].map((off): Vector3 => [
        x + off * normal[0],
        y + off * normal[1],
        z + off * normal[2],
      ]);
    }),
  );
}

/**
 * The labels of an image that slices of other series give; of several slices at a pixel, the nearest
 * counts.
 */
export function crossSection(image: PlacedGrid, slices: readonly MaskedSlice[]): CrossSection {
  const { rows, columns } = image;
  const labelmap = new Uint8Array(rows * columns);
  const known = new Uint8Array(rows * columns);
  const nearest = new Float32Array(rows * columns).fill(Infinity);
  for (const slice of slices) {
    const at = positionsOn(slice, image);
    for (let row = 0, i = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, i++) {
        const distance = Math.abs(at.distance(row, column));
        if (distance > slice.thickness / 2 || distance >= nearest[i]) continue;
        const [y, x] = [Math.round(at.row(row, column)), Math.round(at.column(row, column))];
        if (y < 0 || y >= slice.rows || x < 0 || x >= slice.columns) continue;
        nearest[i] = distance;
        known[i] = 1;
        labelmap[i] = slice.labelmap[y * slice.columns + x];
      }
    }
  }
  return { labelmap, known };
}

/** Where the pixels of an image lie relative to a slice: its row, column and distance in mm, each affine. */
function positionsOn({ geometry: slice }: MaskedSlice, { geometry: image }: PlacedGrid) {
  const normal = cross(slice.rowCosines, slice.columnCosines);
  const place = (row: number, column: number) => {
    const point = pixelToPatient(image, { row, column });
    return { ...patientToPixel(slice, point), distance: dot(point, normal) - dot(slice.origin, normal) };
  };
  const [zero, down, across] = [place(0, 0), place(1, 0), place(0, 1)];
  const affine = (key: 'row' | 'column' | 'distance') => {
    const [perRow, perColumn] = [down[key] - zero[key], across[key] - zero[key]];
    return (row: number, column: number) => zero[key] + row * perRow + column * perColumn;
  };
  return { row: affine('row'), column: affine('column'), distance: affine('distance') };
}
