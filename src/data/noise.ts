import type { Image } from './Image';

type Pixels = Pick<Image, 'pixels' | 'rows' | 'columns' | 'channels'>;

/**
 * Standard deviation of a grey image's noise, in the image's units, estimated from the difference between
 * each pixel and the prediction from its neighbours, in which edges and slopes cancel out (Immerkær, "Fast
 * noise variance estimation", CVIU 1996).
 *
 * @returns 0 for an image of fewer than 3 x 3 pixels; non-finite values are ignored
 */
export function noiseOf({ pixels, rows, columns }: Omit<Pixels, 'channels'>): number {
  let sum = 0;
  let count = 0;
  for (let row = 1; row < rows - 1; row++) {
    for (let i = row * columns + 1; i < (row + 1) * columns - 1; i++) {
      const sides = pixels[i - 1] + pixels[i + 1] + pixels[i - columns] + pixels[i + columns];
      const above = pixels[i - columns - 1] + pixels[i - columns + 1];
      const corners = above + pixels[i + columns - 1] + pixels[i + columns + 1];
      const difference = Math.abs(4 * pixels[i] - 2 * sides + corners);
      if (!Number.isFinite(difference)) continue;
      sum += difference;
      count++;
    }
  }
  // The mask's squares add up to 36, and the mean of |N(0, 1)| is sqrt(2 / pi).
  return count > 0 ? (Math.sqrt(Math.PI / 2) / 6) * (sum / count) : 0;
}

/**
 * Smoothing by a Gaussian of `deviation` pixels reduces the deviation of white noise by a factor of
 * `SMOOTHING_GAIN * deviation`.
 */
export const SMOOTHING_GAIN = 2 * Math.sqrt(Math.PI);
/** Radius at which the Gaussian is truncated, in deviations. */
const REACH = 3;

/**
 * The image's values after smoothing by a Gaussian, each channel separately; at the border the weights of the
 * pixels inside are rescaled to sum to 1, and non-finite values are ignored.
 *
 * @param deviation pixels, > 0
 */
export function smooth({ pixels, rows, columns, channels = 1 }: Pixels, deviation: number): Float32Array {
  const reach = Math.ceil(REACH * deviation);
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  );
  const next = columns * channels;
  const across = smoothLines(pixels, rows, columns, next, channels, channels, weights);
  return smoothLines(across, columns, rows, channels, next, channels, weights);
}

/**
 * Weighted means along lines of `length` pixels that are `step` values apart; successive lines start `next`
 * values apart.
 */
function smoothLines(
  values: Float32Array,
  lines: number,
  length: number,
  next: number,
  step: number,
  channels: number,
  weights: Float32Array,
): Float32Array {
  const reach = (weights.length - 1) / 2;
  const out = new Float32Array(values.length);
  for (let line = 0; line < lines * channels; line++) {
    const start = Math.floor(line / channels) * next + (line % channels);
    for (let at = 0; at < length; at++) {
      let sum = 0;
      let total = 0;
      for (let k = Math.max(0, at - reach); k <= Math.min(length - 1, at + reach); k++) {
        const value = values[start + k * step];
        if (!Number.isFinite(value)) continue;
        const weight = weights[k - at + reach];
        sum += weight * value;
        total += weight;
      }
      out[start + at * step] = total > 0 ? sum / total : NaN;
    }
  }
  return out;
}
