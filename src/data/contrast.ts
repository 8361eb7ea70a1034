import type { Image } from './Image';
import type { Normalisation } from './normalisation';
import { fitNormalisation, normalise } from './normalisation';

type Pixels = Pick<Image, 'pixels' | 'rows' | 'columns'>;

/** Edge of the thumbnails that are compared: anatomy at large, whatever its details. */
const EDGE = 16;
/** Thumbnails of examples that are kept at most. */
const MAX = 8;
/** How much better the negatives of images must resemble the examples than the images do, or less, as a correlation. */
const CLEARLY = 0.15;
const DIGITS = 3;

/** A grey image, and values of the whole series that it belongs to. */
export interface SampledImage {
  image: Pixels;
  sample: Float32Array;
}

/**
 * What the examples look like at large, so that it can be seen later whether other images are their negatives: thumbnails
 * of some of them, 16 x 16 values each, of mean 0 and length 1.
 *
 * @returns none where the examples themselves do not tell: where one of them resembles the others no better than its
 *   negative does, as with photographs of many scenes
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
 * Whether images of one series are negatives of the examples, as an X-ray is that was stored so: exchanged, bright and dark
 * are clearly more like the examples, on average, than as they are.
 *
 * @param images at least one
 * @param sample values of the whole series
 * @param looks of `looksOf`
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

/** How much better the negative of an image of a series resembles the most alike of the examples than the image itself does. */
function gainOfTurning(sample: Float32Array): (image: Pixels, looks: readonly number[][]) => number {
  const [upright, inverted] = [fitNormalisation(sample), fitInverted(sample)];
  return (image, looks) => likeness(image, inverted, looks) - likeness(image, upright, looks);
}

/** The largest correlation with any of the examples. */
function likeness(image: Pixels, normalisation: Normalisation, looks: readonly number[][]): number {
  const own = thumbnailAs(image, normalisation);
  return Math.max(...looks.map((other) => own.reduce((sum, value, i) => sum + value * other[i], 0)));
}

function thumbnailAs(image: Pixels, normalisation: Normalisation): Float32Array {
  return thumbnail({ ...image, pixels: normalise(image.pixels, normalisation) });
}

/** Block means, less their own mean, of length 1; zeros of a constant image. */
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
