import type { Channels } from '../../src/data/Channels';
import type { FieldOfView } from '../../src/data/FieldOfView';
import type { Image, ImageGeometry } from '../../src/data/Image';

/**
 * The field of view of the command line is the whole image: across patients a structure can be anywhere. The engine
 * centres its field on drawn masks by frame of reference; so here every image is put, centred, into one made-up frame of
 * reference, in which the centre of the field is the centre of every image.
 */
const WHOLE_IMAGE = 'whole image';

/** How a model that looks at whole images sees them; kept with its weights. */
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

/** The pixels of an image and how far they are apart. */
export interface Plane {
  rows: number;
  columns: number;
  /** 1 when left out. */
  channels?: Channels;
  pixels: Float32Array;
  /** mm; undefined where the file does not say. */
  spacing?: { row: number; column: number };
}

/** The longer side of an image, mm; pixels where the spacing is not known. */
export function longerSide({ rows, columns, spacing }: Plane): number {
  return Math.max(rows * (spacing?.row ?? 1), columns * (spacing?.column ?? 1));
}

/**
 * The image, placed so that the engine looks at all of it. One far larger than the field gets no frame of reference: the
 * engine then looks at it in tiles.
 *
 * @param seriesId images with the same one are normalised together
 * @param position of a slice in its volume, in units of the slices' distance
 */
export function placeImage(
  plane: Plane,
  id: string,
  seriesId: string,
  field: WholeImageField,
  position = 0,
): Image {
  const { rows, columns, channels, pixels, spacing } = plane;
  const ratio = longerSide(plane) / field.edge;
  const shrinks = field.unit === 'image' || (ratio > 1 && ratio <= MAX_SHRINKING);
  const scale = shrinks ? 1 / ratio : 1;
  const rowSpacing = scale * (spacing?.row ?? 1);
  const columnSpacing = scale * (spacing?.column ?? 1);
  const tiled = field.unit === 'mm' && ratio > MAX_SHRINKING;
  const geometry: ImageGeometry = {
    origin: [(-columnSpacing * (columns - 1)) / 2, (-rowSpacing * (rows - 1)) / 2, position],
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    rowSpacing,
    columnSpacing,
    frameOfReferenceUID: tiled ? '' : WHOLE_IMAGE,
  };
  return { id, seriesId, rows, columns, channels, pixels, geometry };
}

/** The engine's field of view that sees whole images. */
export function fieldOfView({ edge }: WholeImageField): FieldOfView {
  return { edgeMm: edge, centres: { [WHOLE_IMAGE]: [0, 0, 0] }, relativeCentre: { row: 0.5, column: 0.5 } };
}
