import type { FieldOfView } from './FieldOfView';
import { knownCentre } from './FieldOfView';
import type { Image } from './Image';
import type { PixelPosition } from './patientSpace';
import { spacingOf } from './patientSpace';
import type { Random } from './random';
import { uniform } from './random';

/** Share of the fields that show a part of the structure. */
const ON_STRUCTURE = 2 / 3;
/** Maximum distance of a shown part of the structure from the field's centre, as a share of the edge. */
const OFF_CENTRE = 3 / 8;

/**
 * Centre of the field for one training sample. Where the field's position on the image is known, it is that
 * position. Otherwise the image is predicted in tiles, so the networks must also see the structure anywhere
 * in a field, and fields without it: two thirds of the fields lie around a random pixel of the structure, the
 * others anywhere on the image.
 *
 * @param drawn indices of pixels with foreground; if there are none, the field lies anywhere
 */
export function trainingCentre(
  field: FieldOfView,
  image: Image,
  drawn: ArrayLike<number>,
  random: Random,
): PixelPosition {
  const centre = knownCentre(field, image);
  if (centre) return centre;
  const spacing = spacingOf(image);
  const [height, width] = [field.edgeMm / spacing.row, field.edgeMm / spacing.column];
  const near = drawn.length > 0 && random() < ON_STRUCTURE;
  const shown = near ? drawn[Math.floor(random() * drawn.length)] : 0;
  const along = (position: number, edge: number, pixels: number) => {
    const wanted = near
      ? position + edge * uniform(random, -OFF_CENTRE, OFF_CENTRE)
      : uniform(random, 0, pixels - 1);
    // A field that fits stays on the image.
    const [low, high] = [(edge - 1) / 2, pixels - 1 - (edge - 1) / 2];
    return low >= high ? (pixels - 1) / 2 : Math.max(low, Math.min(high, wanted));
  };
  return {
    row: along(Math.floor(shown / image.columns), height, image.rows),
    column: along(shown % image.columns, width, image.columns),
  };
}
