import type { Example } from './Image';
import { spacingOf } from './patientSpace';

/** Median number of field pixels that the structures should have. */
const WANTED_PIXELS = 100;
/** More would take too many tiles for each image. */
const MAX_ZOOM = 2;
/** A smaller zoom gains less than its tiles cost. */
const MIN_ZOOM = 1.25;

/**
 * How many times smaller than the whole image the field should be, so that small structures have enough
 * pixels in it (docs/experiments/small-structures.md). Only in photographs, where they may lie anywhere: in
 * grey images, of anatomy, their place in the image tells them from what looks the same.
 *
 * @param examples placed images with their labelmaps, at least one with foreground
 * @param edge edge of the whole image, in the unit of the images' spacing
 * @param size edge of the field, pixels
 * @returns 1 (structures are large enough) to 2
 */
export function zoomFor(examples: readonly Example[], edge: number, size: number): number {
  if (!examples.some(({ image }) => image.channels === 3)) return 1;
  const areas = examples
    .map(({ image, labelmap }) => {
      const { row, column } = spacingOf(image);
      return labelmap.reduce((sum, label) => sum + (label > 0 ? 1 : 0), 0) * row * column;
    })
    .filter((area) => area > 0)
    .sort((a, b) => a - b);
  const pixels = areas[Math.floor(areas.length / 2)] * (size / edge) ** 2;
  const zoom = Math.min(MAX_ZOOM, Math.sqrt(WANTED_PIXELS / pixels));
  return zoom >= MIN_ZOOM ? zoom : 1;
}
