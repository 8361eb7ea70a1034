import { squaredDistances } from '../data/distanceTransform';
import type { FieldPair } from './FieldExample';

/**
 * Width of the surroundings of a segment, as a share of the radius of a disc with the segment's area; at
 * least `MIN_REACH` pixels.
 */
const REACH = 0.5;
const MIN_REACH = 2;

/**
 * How clearly generated images show the structures in their masks, compared with the real images of the same
 * masks: the slope of generated over real contrasts, sum(g r) / sum(r r) over all images and segments. A
 * contrast is the mean inside a segment minus the mean around it. 1 means as clearly as in the real images, 0
 * not at all.
 *
 * @param pairs real grey images and their labels, size x size
 * @param generated grey image for each pair, size x size
 * @param size edge of the images, pixels
 * @param classes number of classes, including background
 * @returns 0 also if the real images have no contrast
 */
export function structureContrast(
  pairs: readonly Pick<FieldPair, 'image' | 'labels'>[],
  generated: readonly Float32Array[],
  size: number,
  classes: number,
): number {
  let product = 0;
  let square = 0;
  for (const [i, { image, labels }] of pairs.entries()) {
    for (let segment = 1; segment < classes; segment++) {
      const region = regionOf(labels, segment, size);
      if (!region) continue;
      const real = contrast(image, region);
      product += real * contrast(generated[i], region);
      square += real * real;
    }
  }
  return square === 0 ? 0 : product / square;
}

interface Region {
  inside: number[];
  around: number[];
}

/**
 * The pixels of a segment and its surroundings; undefined if the segment is absent or has no surroundings.
 */
function regionOf(labels: Uint8Array, segment: number, size: number): Region | undefined {
  const distances = Float64Array.from(labels, (label) => (label === segment ? 0 : Infinity));
  const pixels = [...labels.keys()];
  const inside = pixels.filter((i) => labels[i] === segment);
  if (inside.length === 0) return undefined;
  squaredDistances(distances, [size, size, 1], [1, 1, 1]);
  const reach = Math.max(MIN_REACH, REACH * Math.sqrt(inside.length / Math.PI));
  const around = pixels.filter((i) => labels[i] !== segment && distances[i] <= reach * reach);
  return around.length === 0 ? undefined : { inside, around };
}

function contrast(image: Float32Array, { inside, around }: Region): number {
  const mean = (pixels: readonly number[]) => pixels.reduce((sum, i) => sum + image[i], 0) / pixels.length;
  return mean(inside) - mean(around);
}
