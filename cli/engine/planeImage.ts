import type { Channels } from '../../src/data/Channels';
import type { Image } from '../../src/data/Image';

/** The pixels of an image and their spacing. */
export interface Plane {
  rows: number;
  columns: number;
  /** Default: 1. */
  channels?: Channels;
  pixels: Float32Array;
  /** mm; undefined when unknown. */
  spacing?: { row: number; column: number };
}

/**
 * Converts a plane to an image for the engine.
 *
 * @param seriesId images with the same id are normalised together
 * @param position position of a slice in its volume, in units of the slice distance
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
