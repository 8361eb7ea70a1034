import type { Image } from './Image';
import type { Normalisation } from './normalisation';
import { fitNormalisation, normalise } from './normalisation';
import type { ModelDescription } from './ModelDescription';

type Pixels = Pick<Image, 'pixels' | 'rows' | 'columns'>;

/** Edge of the thumbnails that are compared: anatomy at large, whatever its details. */
const EDGE = 16;
/** Thumbnails of examples that are kept at most. */
const MOST = 8;
/** How much better the negatives of images must resemble the examples than the images do, or less, as a correlation. */
const CLEARLY = 0.15;
const DIGITS = 3;

/** An image, and values of the whole series that it belongs to. */
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
  const step = Math.max(1, Math.ceil(examples.length / MOST));
  const chosen = examples.filter((_, i) => i % step === 0);
  const looks = chosen.map(({ image, sample }) =>
    [...thumbnailAs(image, fitNormalisation(sample))].map((value) => Number(value.toFixed(DIGITS))),
  );
  const others = (i: number) => looks.filter((_, j) => j !== i);
  const told = chosen.every(
    ({ image, sample }, i) => looks.length > 1 && gainOfTurning(image, sample, others(i)) < -CLEARLY,
  );
  return told ? looks : [];
}

/**
 * The normalisation of images of one series, by the model that is to see them. Where bright and dark are exchanged, as in
 * an X-ray stored as its negative, the images are turned back: their negatives are clearly more like the examples, on
 * average, than they are themselves.
 *
 * @param images some of the series, or all
 * @param sample values of the whole series
 */
export function matchingNormalisation(
  images: readonly Pixels[],
  sample: Float32Array,
  { intensities, looks = [] }: Pick<ModelDescription, 'intensities' | 'looks'>,
): Normalisation {
  const plain = fitNormalisation(sample, intensities);
  if (looks.length === 0 || images.length === 0) return plain;
  const gains = images.map((image) => gainOfTurning(image, sample, looks));
  const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length;
  return gain > CLEARLY ? fitInverted(sample, intensities) : plain;
}

function fitInverted(sample: Float32Array, intensities?: ModelDescription['intensities']): Normalisation {
  return {
    ...fitNormalisation(
      sample.map((value) => -value),
      intensities,
    ),
    inverted: true,
  };
}

/** How much better the negative of an image resembles the most alike of the examples than the image itself does. */
function gainOfTurning(image: Pixels, sample: Float32Array, looks: readonly number[][]): number {
  return likeness(image, fitInverted(sample), looks) - likeness(image, fitNormalisation(sample), looks);
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
