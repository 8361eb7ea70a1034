import type { FieldOfView } from './FieldOfView';
import type { Image } from './Image';
import { spacingOf } from './patientSpace';

/**
 * Frame of reference of images that are looked at as a whole. Across patients a structure can be anywhere, so no drawn mask
 * says where to look: every image is put, centred, into this made-up frame, in which the centre of the field is the centre of every image.
 */
const WHOLE_IMAGE = 'whole image';

/** How a model that looks at whole images sees them. */
export interface WholeImageField {
  /** 'mm': one scale for all images; 'image': each image fills the field. */
  unit: 'mm' | 'image';
  /** Edge of the square field, in mm, or in units of which every image is this large. */
  edge: number;
}

/** Edge of the field where each image fills it. Any number would do. */
export const IMAGE_EDGE = 100;
/** An image at most this much larger than the field is shrunk to fit (augmentation varies scale by as much). */
const MAX_SHRINKING = 1.25;

/** The longer side of an image, mm; pixels where the spacing is not known. */
export function longerSide(image: Image): number {
  const { row, column } = spacingOf(image);
  return Math.max(image.rows * row, image.columns * column);
}

/**
 * The image, placed so that the networks look at all of it. One far larger than the field gets no frame of reference: it is
 * then looked at in tiles.
 */
export function placeImage(image: Image, { unit, edge }: WholeImageField): Image {
  const { rows, columns, geometry } = image;
  const spacing = spacingOf(image);
  const ratio = longerSide(image) / edge;
  const shrinks = unit === 'image' || (ratio > 1 && ratio <= MAX_SHRINKING);
  const scale = shrinks ? 1 / ratio : 1;
  const rowSpacing = scale * spacing.row;
  const columnSpacing = scale * spacing.column;
  const tiled = unit === 'mm' && ratio > MAX_SHRINKING;
  return {
    ...image,
    geometry: {
      origin: [
        (-columnSpacing * (columns - 1)) / 2,
        (-rowSpacing * (rows - 1)) / 2,
        geometry?.origin[2] ?? 0,
      ],
      rowCosines: [1, 0, 0],
      columnCosines: [0, 1, 0],
      rowSpacing,
      columnSpacing,
      frameOfReferenceUID: tiled ? '' : WHOLE_IMAGE,
    },
  };
}

/** The field of view that sees whole images. */
export function fieldOfView({ unit, edge }: WholeImageField): FieldOfView {
  return {
    edgeMm: edge,
    centres: { [WHOLE_IMAGE]: [0, 0, 0] },
    relativeCentre: { row: 0.5, column: 0.5 },
    wholeImage: unit,
  };
}
