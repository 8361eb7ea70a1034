import { squaredDistances } from '../data/distanceTransform';
import type { FieldPair } from './FieldExample';

/** The surroundings of a segment reach this share of the radius of a disc as large as it, and at least some pixels. */
const REACH = 0.5;
const MIN_REACH = 2;

/**
 * How clearly generated images show what their masks say, beside the real images of the same masks: the slope of the
 * generated contrasts over the real ones, sum(g r) / sum(r r) over all images and segments, where a contrast is
 * the mean inside of a segment less the mean around it. 1 is as clearly as in the real ones, 0 not at all.
 *
 * @param pairs real images, grey, and their labels, size x size
 * @param generated an image of as many pixels for each
 * @param classes with background
 * @returns 0 also where the real images have no contrast that could be drawn
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

/** Undefined where the segment is not there, or nothing else is. */
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
