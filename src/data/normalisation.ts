import type { Channels } from './Channels';
import type { Image } from './Image';
import { luminance } from './luminance';
import { smooth } from './noise';
import type { Tone } from './tone';
import { retone } from './tone';

/**
 * How intensities are mapped to the networks' range. `linear` maps the range between two extreme percentiles
 * linearly. `robust` gives most of the range to the tissues and compresses air, bone and metal. `equalised`
 * moves the values halfway from there to their ranks, which makes images of different scanners and patients
 * more alike but reduces the contrast between rare intensities.
 */
export const INTENSITY_MAPPINGS = ['linear', 'robust', 'equalised'] as const;
export type IntensityMapping = (typeof INTENSITY_MAPPINGS)[number];

/** Maps the intensities of one series to the networks' range. */
export interface Normalisation {
  /** Median of the foreground, in modality units; for `linear` the middle of the range. */
  centre: number;
  /** Half the 5th-to-95th percentile range of the foreground; for `linear` half the range; > 0. */
  spread: number;
  /** Whether values are mapped linearly up to `BEYOND` spreads from the centre, where they are clipped. */
  linear?: boolean;
  /**
   * For `equalised`: the share of the series' values below each of the equally spaced levels from -1 to 1.
   */
  ranks?: Float32Array;
  /** Deviation, in pixels, of a Gaussian that first removes noise from each image. */
  smoothing?: number;
  /** Whether the values are then negated: all further fields refer to the negated values. */
  inverted?: boolean;
  /** A change of tone before the values are mapped to the range. */
  tone?: Tone;
}

/** For `robust`, an intensity this many spreads from the centre maps to the end of the range. */
export const REACH = 10;
/** For `linear`, the share of the values at either end that may lie beyond the range between percentiles. */
const TAIL = 0.01;
/** For `linear`, an intensity this many spreads from the centre maps to the end of the networks' range. */
export const BEYOND = 1.5;
const BINS = 256;
/** Levels between which ranks are interpolated: fine enough for tissues, too coarse for noise. */
export const RANK_BINS = 64;
/** How far `equalised` moves from the robust values (0) to the ranks (1). */
export const EQUALISATION = 0.5;

/**
 * Fits an intensity normalisation to a series. `linear` uses the range of all values. The share of air around
 * the patient varies between images, so the statistics of `robust` and `equalised` use only the brighter
 * class of Otsu's threshold, and quantiles, which are insensitive to outliers. In colour images the luminance
 * separates the classes. The three channels share one centre and one spread, which preserves the hue.
 *
 * @param sample modality values of the series, the channels of a pixel adjacent; non-finite values are
 *   ignored
 * @returns centre and spread; a constant or empty sample gives spread 1 and maps to 0 everywhere. For
 *   `equalised` also the ranks; those of a constant sample change values very little
 */
export function fitNormalisation(
  sample: Float32Array,
  mapping: IntensityMapping = 'robust',
  channels: Channels = 1,
): Normalisation {
  if (mapping === 'linear') return fitLinear(sample);
  const robust = fitRobust(sample, channels);
  return mapping === 'robust' ? robust : { ...robust, ranks: fitRanks(normalise(sample, robust)) };
}

function fitLinear(sample: Float32Array): Normalisation {
  const values = sample.filter(Number.isFinite).sort();
  if (values.length === 0) return { centre: 0, spread: 1, linear: true };
  const at = (share: number) => values[Math.floor(share * (values.length - 1))];
  const range = (tail: number) => ({ low: at(tail), high: at(1 - tail) });
  // A structure on a constant background may have fewer pixels than the tails.
  const { low, high } = at(TAIL) < at(1 - TAIL) ? range(TAIL) : range(0);
  return { centre: (low + high) / 2, spread: (high - low) / 2 || 1, linear: true };
}

function fitRobust(sample: Float32Array, channels: Channels): Normalisation {
  const values = sample.filter(Number.isFinite).sort();
  if (values.length === 0) return { centre: 0, spread: 1 };
  const foreground = foregroundOf(sample, values, channels);
  const quantile = (q: number) =>
    foreground[Math.min(foreground.length - 1, Math.floor(q * foreground.length))];
  const spread = (quantile(0.95) - quantile(0.05)) / 2 || (values[values.length - 1] - values[0]) / 2;
  return { centre: quantile(0.5), spread: spread > 0 ? spread : 1 };
}

/** Ascending values of the pixels in the brighter class; all values if there is only one class. */
function foregroundOf(sample: Float32Array, sorted: Float32Array, channels: Channels): Float32Array {
  if (channels === 1) {
    const threshold = otsuThreshold(sorted);
    const first = sorted.findIndex((value) => value > threshold);
    return first < 0 ? sorted : sorted.subarray(first);
  }
  const grey = luminance(sample, channels);
  const threshold = otsuThreshold(grey.filter(Number.isFinite).sort());
  const bright = sample.filter((_, i) => grey[Math.floor(i / channels)] > threshold).sort();
  return bright.length === 0 ? sorted : bright;
}

/**
 * Maps modality values to -1..1. With z = (value - centre) / spread, `linear` gives z / BEYOND, clipped at
 * the ends. Otherwise asinh(z) / asinh(REACH) is nearly linear for tissue and compresses air, bone and metal
 * without ever becoming flat; if ranks are given, the values then move halfway to them. Non-finite values
 * become -1.
 */
export function normalise(
  pixels: Float32Array,
  { centre, spread, linear, ranks, inverted, tone }: Normalisation,
): Float32Array {
  const scale = 1 / Math.asinh(REACH);
  const sign = inverted ? -1 : 1;
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const upright = sign * pixels[i];
    const z = ((tone ? retone(upright, tone) : upright) - centre) / spread;
    const value = linear ? z / BEYOND : Math.asinh(z) * scale;
    out[i] = value >= -1 ? Math.min(1, value) : -1;
  }
  if (ranks) equalise(out, ranks);
  return out;
}

/** Maps an image's values to -1..1 by {@link normalise}, after smoothing if the normalisation includes it. */
export function normaliseImage(
  image: Pick<Image, 'pixels' | 'rows' | 'columns' | 'channels'>,
  normalisation: Normalisation,
): Float32Array {
  const { smoothing } = normalisation;
  return normalise(smoothing ? smooth(image, smoothing) : image.pixels, normalisation);
}

/**
 * Shares of values below each level. Values at the lower end of the range are padding or air and are ignored.
 */
function fitRanks(values: Float32Array): Float32Array {
  const ranks = new Float32Array(RANK_BINS + 1);
  let count = 0;
  for (const value of values) {
    if (value <= -1) continue;
    ranks[Math.min(RANK_BINS - 1, Math.floor(((value + 1) / 2) * RANK_BINS)) + 1]++;
    count++;
  }
  for (let i = 1; i <= RANK_BINS; i++) ranks[i] += ranks[i - 1];
  return ranks.map((below, i) => (count > 0 ? below / count : i / RANK_BINS));
}

/** Moves normalised values towards their ranks, in place. */
function equalise(values: Float32Array, ranks: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] <= -1) continue;
    const position = ((values[i] + 1) / 2) * RANK_BINS;
    const bin = Math.min(RANK_BINS - 1, Math.floor(position));
    const rank = ranks[bin] + (ranks[bin + 1] - ranks[bin]) * (position - bin);
    values[i] += EQUALISATION * (2 * rank - 1 - values[i]);
  }
}

/**
 * Otsu's threshold (IEEE Trans. SMC 1979) of ascending values, between their 0.5th and 99.5th percentiles.
 */
function otsuThreshold(sorted: Float32Array): number {
  const low = sorted[Math.floor(0.005 * sorted.length)];
  const high = sorted[Math.min(sorted.length - 1, Math.floor(0.995 * sorted.length))];
  if (!(high > low)) return low;
  const histogram = new Float64Array(BINS);
  for (const value of sorted) {
    const bin = Math.floor(((value - low) / (high - low)) * BINS);
    histogram[Math.max(0, Math.min(BINS - 1, bin))]++;
  }
  let total = 0;
  for (let i = 0; i < BINS; i++) total += i * histogram[i];
  let weight = 0;
  let sum = 0;
  let best = -1;
  let bin = 0;
  for (let i = 0; i < BINS - 1; i++) {
    weight += histogram[i];
    sum += i * histogram[i];
    if (weight === 0 || weight === sorted.length) continue;
    const difference = sum / weight - (total - sum) / (sorted.length - weight);
    const between = weight * (sorted.length - weight) * difference * difference;
    if (between > best) {
      best = between;
      bin = i;
    }
  }
  return low + ((bin + 1) / BINS) * (high - low);
}
