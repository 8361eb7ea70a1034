import type { FieldOfView } from './FieldOfView';
import type { Image } from './Image';
import { spacingOf } from './patientSpace';

/**
 * Frame of reference of images that the networks see as a whole. Across patients a structure can be anywhere,
 * so drawn masks do not show where to look: every image is centred in this artificial frame, and the centre
 * of the field is the centre of every image.
 */
const WHOLE_IMAGE = 'whole image';

/** The frame of reference that an image shares with others of the same patient; undefined if unknown. */
export function sharedFrameOf({ geometry }: Pick<Image, 'geometry'>): string | undefined {
  const uid = geometry?.frameOfReferenceUID;
  return uid === WHOLE_IMAGE || uid === '' ? undefined : uid;
}

/** The field of a model that sees whole images. */
export interface WholeImageField {
  /** 'mm': one scale for all images; 'image': each image fills the field. */
  unit: 'mm' | 'image';
  /**
   * Edge of the square field, in mm for 'mm'; for 'image' in arbitrary units in which every image has this
   * size.
   */
  edge: number;
  /** How many times smaller the field is, see `zoomFor`; 1 if left out. If > 1, images are seen in tiles. */
  zoom?: number;
}

/** Edge of the field if each image fills it. The number is arbitrary. */
export const IMAGE_EDGE = 100;
/**
 * An image up to this factor larger than the field is shrunk to fit (augmentation varies the scale by as
 * much).
 */
const MAX_SHRINKING = 1.25;

/** The longer side of an image, mm; pixels if the spacing is unknown. */
export function longerSide(image: Image): number {
  const { row, column } = spacingOf(image);
  return Math.max(image.rows * row, image.columns * column);
}

/**
 * Places the image so that the networks see all of it. With a zoom, or if it is much larger than the field,
 * it gets no frame of reference and is therefore predicted in tiles.
 */
export function placeImage(image: Image, { unit, edge, zoom = 1 }: WholeImageField): Image {
  const { rows, columns, geometry } = image;
  const spacing = spacingOf(image);
  const ratio = longerSide(image) / edge;
  const shrinks = unit === 'image' || (ratio > 1 && ratio <= MAX_SHRINKING);
  const scale = shrinks ? 1 / ratio : 1;
  const rowSpacing = scale * spacing.row;
  const columnSpacing = scale * spacing.column;
  const tiled = zoom > 1 || (unit === 'mm' && ratio > MAX_SHRINKING);
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

/** The field of view that sees whole images, or with a zoom their tiles. */
export function fieldOfView({ unit, edge, zoom = 1 }: WholeImageField): FieldOfView {
  return {
    edgeMm: edge / zoom,
    centres: { [WHOLE_IMAGE]: [0, 0, 0] },
    relativeCentre: { row: 0.5, column: 0.5 },
    wholeImage: unit,
    ...(zoom > 1 && { zoom }),
  };
}
