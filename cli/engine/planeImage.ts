import type { Channels } from '../../src/data/Channels';
import type { Image } from '../../src/data/Image';

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

/**
 * A plane as an image of the engine.
 *
 * @param seriesId images with the same one are normalised together
 * @param position of a slice in its volume, in units of the slices' distance
 */
export function planeImage(plane: Plane, id: string, seriesId: string, position = 0): Image {
  const { spacing, ...pixels } = plane;
  return {
    ...pixels,
    ...{ id, seriesId },
    geometry: {
      origin: [0, 0, position],
      rowCosines: [1, 0, 0],
      columnCosines: [0, 1, 0],
      rowSpacing: spacing?.row ?? 1,
      columnSpacing: spacing?.column ?? 1,
      frameOfReferenceUID: '',
    },
  };
}
