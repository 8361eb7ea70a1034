import type { Image } from './Image';
import type { Normalisation } from './normalisation';
import { fitNormalisation, normalise } from './normalisation';

type Pixels = Pick<Image, 'pixels' | 'rows' | 'columns'>;

/** Edge of the compared thumbnails, pixels: enough for the overall anatomy, too coarse for details. */
const EDGE = 16;
/** Maximum number of example thumbnails to keep. */
const MAX = 8;
/**
 * Minimum difference between the correlations of an image and of its negative with the examples that counts
 * as clear.
 */
const CLEARLY = 0.15;
const DIGITS = 3;

/** A grey image, and a sample of values from its whole series. */
export interface SampledImage {
  image: Pixels;
  sample: Float32Array;
}

/**
 * Thumbnails of some examples, 16 x 16 values each with mean 0 and length 1. They later show whether other
 * images are negatives of the examples.
 *
 * @returns an empty array when the examples cannot show this, because one of them does not clearly resemble
 *   the others more than its negative does, as with photographs of different scenes
 */
export function looksOf(examples: readonly SampledImage[]): number[][] {
  const step = Math.max(1, Math.ceil(examples.length / MAX));
  const chosen = examples.filter((_, i) => i % step === 0);
  const looks = chosen.map(({ image, sample }) =>
    [...thumbnailAs(image, fitNormalisation(sample))].map((value) => Number(value.toFixed(DIGITS))),
  );
  const others = (i: number) => looks.filter((_, j) => j !== i);
  const told = chosen.every(
    ({ image, sample }, i) => looks.length > 1 && gainOfTurning(sample)(image, others(i)) < -CLEARLY,
  );
  return told ? looks : [];
}

/**
 * Whether the images of one series are negatives of the examples, e.g. X-rays stored with inverted grey
 * values: on average, the negatives clearly resemble the examples more than the images themselves do.
 *
 * @param images at least one
 * @param sample values of the whole series
 * @param looks result of `looksOf`
 */
export function isNegative(
  images: readonly Pixels[],
  sample: Float32Array,
  looks: readonly number[][],
): boolean {
  if (looks.length === 0) return false;
  const gain = gainOfTurning(sample);
  const gains = images.map((image) => gain(image, looks));
  return gains.reduce((sum, value) => sum + value, 0) / gains.length > CLEARLY;
}

function fitInverted(sample: Float32Array): Normalisation {
  return { ...fitNormalisation(sample.map((value) => -value)), inverted: true };
}

/**
 * How much the negative of an image correlates better with the most similar example than the image itself
 * does.
 */
function gainOfTurning(sample: Float32Array): (image: Pixels, looks: readonly number[][]) => number {
  const [upright, inverted] = [fitNormalisation(sample), fitInverted(sample)];
  return (image, looks) => likeness(image, inverted, looks) - likeness(image, upright, looks);
}

/** The maximum correlation with any of the examples. */
function likeness(image: Pixels, normalisation: Normalisation, looks: readonly number[][]): number {
  const own = thumbnailAs(image, normalisation);
  return Math.max(...looks.map((other) => own.reduce((sum, value, i) => sum + value * other[i], 0)));
}

function thumbnailAs(image: Pixels, normalisation: Normalisation): Float32Array {
  return thumbnail({ ...image, pixels: normalise(image.pixels, normalisation) });
}

/** Block means minus their overall mean, scaled to length 1; zeros for a constant image. */
function thumbnail({ pixels, rows, columns }: Pixels): Float32Array {
  const out = new Float32Array(EDGE * EDGE);
  const counts = new Float32Array(out.length);
  for (let row = 0, i = 0; row < rows; row++) {
    const above = Math.floor((row * EDGE) / rows) * EDGE;
    for (let column = 0; column < columns; column++, i++) {
      const at = above + Math.floor((column * EDGE) / columns);
      out[at] += pixels[i];
      counts[at]++;
    }
  }
  for (let at = 0; at < out.length; at++) out[at] /= Math.max(1, counts[at]);
  const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
  const centred = out.map((value) => value - mean);
  const length = Math.hypot(...centred);
  return length > 0 ? centred.map((value) => value / length) : centred;
}
