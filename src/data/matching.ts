import type { Acquisition } from './Acquisition';
import { isNegative, looksOf } from './contrast';
import type { Image } from './Image';
import type { ModelDescription } from './ModelDescription';
import { noiseOf, smooth, SMOOTHING_GAIN } from './noise';
import type { Normalisation } from './normalisation';
import { fitNormalisation } from './normalisation';
import { spacingOf } from './patientSpace';
import { sampleIntensities } from './sampleIntensities';
import { toChannels, withChannels } from './toChannels';
import type { SeriesSample } from './SeriesSample';
import type { Tone } from './tone';
import { retone, toneOf, toneTowards } from './tone';

interface SampledImage {
  image: Image;
  /** Sample of the values of its whole series, with the same number of channels. */
  sample: Float32Array;
}

/**
 * Noise is smoothed if it exceeds this multiple of the training noise and also `VISIBLE_NOISE`, a share of
 * the intensity range.
 */
const MUCH_NOISE = 3;
const VISIBLE_NOISE = 0.05;
/**
 * Upper limit of smoothing as a share of the network's pixels, so that it removes nothing the network can
 * resolve; but never below `MIN_SMOOTHING` pixels of the image.
 */
const FINEST = 0.6;
const MIN_SMOOTHING = 0.8;
/** Deviation, pixels, above which smoothing would take longer than the prediction. */
const MAX_SMOOTHING = 8;
/**
 * A tone counts as different when the logarithm of the power that maps it to the nearest training tone
 * exceeds this.
 */
const OTHER_TONE = 0.4;
const DIGITS = 4;

/** Measures noise, tone and overall appearance of the example images. */
export function acquisitionOf(sampled: readonly SampledImage[]): Acquisition {
  const examples = toGrey(sampled);
  const noise = Math.max(0, ...examples.map(({ image, sample }) => noiseShare([image], sample)));
  const samples = [...new Set(examples.map(({ sample }) => sample))];
  const tones = samples.flatMap((sample) => toneOf(sample) ?? []);
  const mean = tones.reduce((sum, tone) => sum + tone, 0) / tones.length;
  return {
    looks: looksOf(examples),
    noise: round(noise),
    tones:
      tones.length > 1
        ? { least: round(Math.min(...tones)), mean: round(mean), most: round(Math.max(...tones)) }
        : null,
  };
}

/** Converts the examples to grey. Examples of one series continue to share one sample. */
function toGrey(examples: readonly SampledImage[]): SampledImage[] {
  const samples = new Map(
    examples.map(({ image, sample }) => [sample, toChannels(sample, image.channels ?? 1, 1)]),
  );
  return examples.map(({ image, sample }) => ({
    image: withChannels(image, 1),
    sample: samples.get(sample) ?? sample,
  }));
}

/** Which corrections are allowed for a series. */
interface Corrections {
  smoothing: boolean;
  inversion: boolean;
  tone: boolean;
}

/**
 * Noise and inversion are corrected in every series, the tone only in a series of one image: the brightness
 * of a slice depends on the anatomy in it, and that of a volume on its share of air.
 */
function correctionsFor({ count }: SeriesSample): Corrections {
  return { smoothing: true, inversion: true, tone: count === 1 };
}

/**
 * The normalisation of a series for the model that predicts it. If the series clearly differs from the
 * training images, it is first matched to them: noise is smoothed, negatives are inverted, and an unusual
 * tone ("gamma") is changed to the usual one. A series that does not differ is normalised as without
 * matching. The result applies to images with the model's number of channels, see `withChannels`.
 *
 * @param series sample of the whole series: all its images get the same normalisation
 */
export function matchingNormalisation(
  series: SeriesSample,
  description: Pick<ModelDescription, 'intensities' | 'acquisition' | 'field' | 'network'>,
): Normalisation {
  const { intensities, acquisition } = description;
  const { channels = 1 } = description.network;
  const images = series.images.map((image) => withChannels(image, channels));
  const sample = toChannels(series.values, series.images[0]?.channels ?? 1, channels);
  const grey = (values: Float32Array) => toChannels(values, channels, 1);
  const allGrey = (colour: readonly Image[]) => colour.map((image) => withChannels(image, 1));
  if (!acquisition || images.length === 0) return fitNormalisation(sample, intensities, channels);
  const allowed = correctionsFor(series);
  const smoothing = allowed.smoothing
    ? smoothingOf(allGrey(images), grey(sample), description, acquisition.noise)
    : undefined;
  const clear = smoothing ? images.map((image) => ({ ...image, pixels: smooth(image, smoothing) })) : images;
  const values = smoothing ? sampleIntensities(clear) : sample;
  const inverted = allowed.inversion && isNegative(allGrey(clear), grey(values), acquisition.looks);
  const upright = inverted ? values.map((value) => -value) : values;
  const tone = allowed.tone ? otherTone(grey(upright), acquisition.tones) : undefined;
  const toned = tone ? upright.map((value) => retone(value, tone)) : upright;
  return {
    ...fitNormalisation(toned, intensities, channels),
    ...(smoothing && { smoothing }),
    ...(inverted && { inverted }),
    ...(tone && { tone }),
  };
}

/**
 * Deviation, in pixels, of the Gaussian that reduces the noise to the usual level; undefined unless the noise
 * clearly exceeds that level.
 */
function smoothingOf(
  images: readonly Image[],
  sample: Float32Array,
  { field, network }: Pick<ModelDescription, 'field' | 'network'>,
  usual: number,
): number | undefined {
  const noise = noiseShare(images, sample);
  if (!(noise > VISIBLE_NOISE && noise > MUCH_NOISE * usual)) return undefined;
  const { row, column } = spacingOf(images[0]);
  const most = (FINEST * field.edgeMm) / network.size / Math.max(row, column);
  return Math.min(MAX_SMOOTHING, Math.max(MIN_SMOOTHING, most), noise / usual / SMOOTHING_GAIN);
}

/**
 * The change to the usual tone; undefined when the tone is similar to one in training, or too different for
 * any allowed power.
 */
function otherTone(sample: Float32Array, tones: Acquisition['tones']): Tone | undefined {
  const own = toneOf(sample);
  if (!tones || own === undefined) return undefined;
  const nearest = toneTowards(sample, Math.max(tones.least, Math.min(tones.most, own)));
  const isOther = nearest !== undefined && Math.abs(Math.log(nearest.power)) > OTHER_TONE;
  return isOther ? toneTowards(sample, tones.mean) : undefined;
}

/**
 * Median over the images of the noise's deviation, as a share of their series' range; 0 for a constant
 * series.
 */
function noiseShare(images: readonly Image[], sample: Float32Array): number {
  const range = rangeOf(sample);
  if (range === 0) return 0;
  const each = images.map((image) => noiseOf(image) / range).sort((a, b) => a - b);
  return each[Math.floor(each.length / 2)];
}

/** Shares of the values to leave out at either end: the first one that leaves a range > 0 is used. */
const LEFT_OUT = [0.01, 0];

function rangeOf(sample: Float32Array): number {
  const sorted = sample.filter(Number.isFinite).sort();
  if (sorted.length === 0) return 0;
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  return LEFT_OUT.map((share) => at(1 - share) - at(share)).find((range) => range > 0) ?? 0;
}

const round = (value: number) => Number(value.toFixed(DIGITS));
