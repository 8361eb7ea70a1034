import type { Example, Image, Vector3 } from './Image';
import type { PixelPosition } from './patientSpace';
import { patientToPixel, pixelToPatient, spacingOf } from './patientSpace';

/**
 * The square field that the networks see: the same size in mm on every image, so that a structure appears at
 * one scale, and centred on the drawn masks, so that a small structure is seen at sufficient resolution.
 */
export interface FieldOfView {
  /** Edge of the square, mm. */
  edgeMm: number;
  /** Centre of the drawn masks by frame of reference, patient space, mm. */
  centres: Record<string, Vector3>;
  /** Mean centre of the drawn masks as a share of rows and columns, for images without geometry. */
  relativeCentre: { row: number; column: number };
  /**
   * Set when the field covers the whole image, wherever that lies: the unit of its edge, see
   * `WholeImageField`.
   */
  wholeImage?: 'mm' | 'image';
  /** How many times smaller than the whole image the field is; 1 if left out. */
  zoom?: number;
}

/** Edge of the field as a multiple of the extent of the drawn masks. */
export const MARGIN = 1.5;
/** Minimum edge of the field, pixels, so that even a dot is seen with its surroundings. */
const MIN_PIXELS = 32;

interface Box {
  low: [number, number, number];
  high: [number, number, number];
}

/**
 * Fits the field to a set of examples: in each frame of reference, the box around all drawn masks gives the
 * centre. The largest extent of any box within an image plane, plus a margin, gives the edge.
 *
 * @param examples at least one of them with foreground
 */
export function fitFieldOfView(examples: readonly Example[]): FieldOfView {
  const boxes = new Map<string, Box>();
  const drawn = examples.flatMap((example) => {
    const bounds = maskBounds(example);
    return bounds ? [{ image: example.image, bounds }] : [];
  });
  for (const { image, bounds } of drawn) {
    const geometry = image.geometry;
    if (!geometry?.frameOfReferenceUID) continue;
    const box = boxes.get(geometry.frameOfReferenceUID) ?? emptyBox();
    boxes.set(geometry.frameOfReferenceUID, box);
    for (const corner of bounds.corners) include(box, pixelToPatient(geometry, corner));
  }

  let edgeMm = 0;
  let row = 0;
  let column = 0;
  for (const { image, bounds } of drawn) {
    const spacing = spacingOf(image);
    const box = image.geometry && boxes.get(image.geometry.frameOfReferenceUID);
    const extent = box && image.geometry ? extentInPlane(image, box) : bounds;
    const least = MIN_PIXELS * Math.max(spacing.row, spacing.column);
    edgeMm = Math.max(
      edgeMm,
      least,
      MARGIN * extent.rows * spacing.row,
      MARGIN * extent.columns * spacing.column,
    );
    row += bounds.centre.row / image.rows / drawn.length;
    column += bounds.centre.column / image.columns / drawn.length;
  }
  // A field larger than the image would only show padding.
  const largest = Math.max(
    ...drawn.map(({ image }) =>
      Math.max(image.rows * spacingOf(image).row, image.columns * spacingOf(image).column),
    ),
  );
  const centres: Record<string, Vector3> = {};
  for (const [uid, { low, high }] of boxes) {
    centres[uid] = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2];
  }
  return { edgeMm: Math.min(edgeMm, largest), centres, relativeCentre: { row, column } };
}

/** The field's centre on the image's grid; undefined if its position on the image is unknown. */
export function knownCentre(field: FieldOfView, { geometry }: Image): PixelPosition | undefined {
  const centre = geometry && field.centres[geometry.frameOfReferenceUID];
  return centre && patientToPixel(geometry, centre);
}

/**
 * Centres, on the image's grid, of the fields that cover the region to segment: one centre where the drawn
 * masks lie in the image's patient space, or tiles with half overlap over the whole image if that position is
 * unknown.
 */
export function fieldCentres(field: FieldOfView, image: Image): PixelPosition[] {
  const centre = knownCentre(field, image);
  if (centre) return [centre];
  const spacing = spacingOf(image);
  const rows = tileCentres(image.rows, field.edgeMm / spacing.row);
  const columns = tileCentres(image.columns, field.edgeMm / spacing.column);
  return rows.flatMap((row) => columns.map((column) => ({ row, column })));
}

/**
 * Centre of the field on an image that has a drawn mask: the centre in patient space; if that is unknown, the
 * centre of the mask; for an empty mask, the mean relative position of all masks.
 */
export function exampleCentre(field: FieldOfView, { image, labelmap }: Example): PixelPosition {
  const centre = knownCentre(field, image);
  if (centre) return centre;
  const bounds = maskBounds({ image, labelmap });
  if (bounds) return bounds.centre;
  return { row: field.relativeCentre.row * image.rows, column: field.relativeCentre.column * image.columns };
}

function tileCentres(pixels: number, edge: number): number[] {
  if (edge >= pixels) return [(pixels - 1) / 2];
  const count = Math.ceil((pixels - edge) / (edge / 2)) + 1;
  return Array.from({ length: count }, (_, i) => (edge - 1) / 2 + (i * (pixels - edge)) / (count - 1));
}

function maskBounds({ image, labelmap }: Example) {
  let top = image.rows;
  let bottom = -1;
  let left = image.columns;
  let right = -1;
  for (let row = 0, i = 0; row < image.rows; row++) {
    for (let column = 0; column < image.columns; column++, i++) {
      if (labelmap[i] === 0) continue;
      top = Math.min(top, row);
      bottom = row;
      left = Math.min(left, column);
      right = Math.max(right, column);
    }
  }
  if (bottom < 0) return undefined;
  return {
    rows: bottom - top + 1,
    columns: right - left + 1,
    centre: { row: (top + bottom) / 2, column: (left + right) / 2 },
    corners: [top, bottom].flatMap((row) => [left, right].map((column) => ({ row, column }))),
  };
}

function emptyBox(): Box {
  return { low: [Infinity, Infinity, Infinity], high: [-Infinity, -Infinity, -Infinity] };
}

function include(box: Box, point: Vector3): void {
  for (const axis of [0, 1, 2] as const) {
    box.low[axis] = Math.min(box.low[axis], point[axis]);
    box.high[axis] = Math.max(box.high[axis], point[axis]);
  }
}

function extentInPlane(image: Image, box: Box): { rows: number; columns: number } {
  if (!image.geometry) return { rows: image.rows, columns: image.columns };
  const positions: PixelPosition[] = [];
  for (let corner = 0; corner < 8; corner++) {
    positions.push(
      patientToPixel(image.geometry, [
        corner & 1 ? box.high[0] : box.low[0],
        corner & 2 ? box.high[1] : box.low[1],
        corner & 4 ? box.high[2] : box.low[2],
      ]),
    );
  }
  const range = (values: number[]) => Math.max(...values) - Math.min(...values) + 1;
  return { rows: range(positions.map((p) => p.row)), columns: range(positions.map((p) => p.column)) };
}
