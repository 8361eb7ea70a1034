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
  /** Values of the whole series that it belongs to, of as many channels. */
  sample: Float32Array;
}

/** Noise of this many times what was learnt from is taken away, where it can be seen at all: a share of the range. */
const MUCH_NOISE = 3;
const VISIBLE_NOISE = 0.05;
/** Smoothing stays finer than what the network tells apart: this share of its pixels, and at least some of the image's. */
const FINEST = 0.6;
const MIN_SMOOTHING = 0.8;
/** A wider one, pixels, would take more time than the prediction. */
const MAX_SMOOTHING = 8;
/** A tone counts as another one when it takes this power, as a logarithm, to bring it to the nearest that was learnt from. */
const OTHER_TONE = 0.4;
const DIGITS = 4;

/** What the examples' images are like. */
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

/** Series that share a sample go on sharing one. */
function toGrey(examples: readonly SampledImage[]): SampledImage[] {
  const samples = new Map(
    examples.map(({ image, sample }) => [sample, toChannels(sample, image.channels ?? 1, 1)]),
  );
  return examples.map(({ image, sample }) => ({
    image: withChannels(image, 1),
    sample: samples.get(sample) ?? sample,
  }));
}

/** What of a series may be brought to the examples. */
interface Corrections {
  smoothing: boolean;
  inversion: boolean;
  tone: boolean;
}

/**
 * Noise and negatives are recognised in every series. The tone only in one of a single image: slices of a volume are bright or
 * dark by what they show, and so is a volume by how much of it is air.
 */
function correctionsFor({ count }: SeriesSample): Corrections {
  return { smoothing: true, inversion: true, tone: count === 1 };
}

/**
 * The normalisation of a series, by the model that is to see it. Where the series clearly differs from what the model
 * learnt from, it is first brought to it: noise is smoothed, bright and dark are exchanged in negatives, and a
 * tone ("gamma") unlike any is changed to the usual one. A series that does not differ is normalised as if this were not there.
 * The result is for images of as many channels as the model sees, see `withChannels`.
 *
 * @param series sample of the whole series: every image of it gets the same normalisation
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

/** Deviation of the Gaussian that leaves as much noise as was learnt from, pixels; undefined where there is hardly more. */
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

/** Undefined where the tone is like one that was learnt from, or so far away that no power brings it there. */
function otherTone(sample: Float32Array, tones: Acquisition['tones']): Tone | undefined {
  const own = toneOf(sample);
  if (!tones || own === undefined) return undefined;
  const nearest = toneTowards(sample, Math.max(tones.least, Math.min(tones.most, own)));
  const isOther = nearest !== undefined && Math.abs(Math.log(nearest.power)) > OTHER_TONE;
  return isOther ? toneTowards(sample, tones.mean) : undefined;
}

/** Deviation of the noise in the middle one of the images, as a share of their series' range; 0 for a constant series. */
function noiseShare(images: readonly Image[], sample: Float32Array): number {
  const range = rangeOf(sample);
  if (range === 0) return 0;
  const each = images.map((image) => noiseOf(image) / range).sort((a, b) => a - b);
  return each[Math.floor(each.length / 2)];
}

/** Shares of the values that are left out at either end, where that leaves any range. */
const LEFT_OUT = [0.01, 0];

function rangeOf(sample: Float32Array): number {
  const sorted = sample.filter(Number.isFinite).sort();
  if (sorted.length === 0) return 0;
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  return LEFT_OUT.map((share) => at(1 - share) - at(share)).find((range) => range > 0) ?? 0;
}

const round = (value: number) => Number(value.toFixed(DIGITS));
