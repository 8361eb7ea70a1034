import * as tf from '@tensorflow/tfjs';
import { averageBlocks } from '../data/averageBlocks';
import { inputChannels } from '../data/Channels';
import { fieldCentres } from '../data/FieldOfView';
import type { FieldTransform } from '../data/FieldTransform';
import { fieldTransform, sampleImage } from '../data/FieldTransform';
import type { Image } from '../data/Image';
import type { ModelDescription } from '../data/ModelDescription';
import type { Normalisation } from '../data/normalisation';
import { normaliseImage } from '../data/normalisation';
import { seededRandom } from '../data/random';
import { withChannels } from '../data/toChannels';
import type { Priors } from '../propagation/SeriesPriors';
import { createSegmenter } from '../networks/createSegmenter';
import { splitMembers } from '../networks/members';
import type { Weights } from '../networks/Parameters';
import type { SegmenterNetwork } from '../networks/SegmenterNetwork';

/** A predicted mask on the image's own pixel grid. */
export interface Prediction {
  imageId: string;
  /** Labelmap value of each pixel; length = rows x columns. */
  labelmap: Uint8Array;
  /**
   * Mean probability of the winning class, 0..1, over pixels where foreground is possible (see `CHANCE`); 1
   * if there is none.
   */
  confidence: number;
  /** Probability of background and of each segment, [rows, columns, classes], 0..1; only if requested. */
  probabilities?: Float32Array;
}

/** Options of a single prediction. */
export interface PredictOptions {
  /** Prior log-odds of each pixel by labelmap value, see `ShapePrior`. */
  priors?: Priors;
  probabilities?: boolean;
}

/** Foreground counts as possible where the probability of background is below this. */
const CHANCE = 0.95;

/** Whether to mirror rows and columns, for each of the four forward passes with flips; as in augmentation. */
const FLIPS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** Exponent of the network's probabilities where there is a prior. */
const TEMPERING = 0.3;
/** Priors are clamped to this magnitude, since they may be wrong. */
const MAX_LOG_ODDS = 6;

/** A trained segmenter, ready to predict. Owns its tensors; the caller disposes it. */
export class Segmenter {
  /** The members of the ensemble; their probabilities are averaged. */
  private readonly networks: SegmenterNetwork[];

  /** @throws Error if the weights do not match the description */
  constructor(
    readonly description: ModelDescription,
    weights: Weights,
  ) {
    const { kind, members = 1, ...shape } = description.network;
    const weightsOf = splitMembers(weights, members);
    this.networks = weightsOf.map(() => createSegmenter(kind, shape, seededRandom(0)));
    try {
      this.networks.forEach(({ parameters }, i) => parameters.write(weightsOf[i]));
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Predicts the mask of one image, greyscale or RGB (see `withChannels`). */
  async predict(
    image: Image,
    normalisation: Normalisation,
    { priors, probabilities: withProbabilities = false }: PredictOptions = {},
  ): Promise<Prediction> {
    const { size, classes, channels = 1 } = this.description.network;
    const { field, segments } = this.description;
    const seen = withChannels(image, channels);
    const pixels = normaliseImage(seen, normalisation);
    const normalised = averageBlocks({ ...seen, pixels }, field.edgeMm, size);
    const transforms = fieldCentres(field, image).map((centre) =>
      fieldTransform(image, centre, field.edgeMm, size),
    );
    const probabilities: Float32Array[] = [];
    for (const transform of transforms) {
      probabilities.push(await this.predictField(sampleImage(normalised, transform, size)));
    }
    const byClass = segments.map(({ index }) => priors?.get(index));
    const onImage = withProbabilities ? new Float32Array(image.rows * image.columns * classes) : undefined;
    const merged = mergeOnImage(image, transforms, probabilities, size, classes, byClass, onImage);
    const labelmap = merged.labels.map((label) => (label === 0 ? 0 : segments[label - 1].index));
    const { confidence } = merged;
    return { imageId: image.id, labelmap, confidence, ...(onImage && { probabilities: onImage }) };
  }

  /**
   * Class probabilities of a field, [size, size, classes], averaged over the networks and, if the model asks
   * for flips, over mirrored copies.
   */
  private async predictField(values: Float32Array): Promise<Float32Array> {
    const { network, prediction } = this.description;
    const { size, classes } = network;
    if (!prediction?.flips) return this.forward(values);
    const sum = new Float32Array(size * size * classes);
    for (const [rows, columns] of FLIPS) {
      const mirrored = await this.forward(mirror(values, size, inputChannels(network), rows, columns));
      mirror(mirrored, size, classes, rows, columns).forEach((value, i) => {
        sum[i] += value / FLIPS.length;
      });
    }
    return sum;
  }

  private async forward(values: Float32Array): Promise<Float32Array> {
    const { network } = this.description;
    const output = tf.tidy(() => {
      const input = tf.tensor4d(values, [1, network.size, network.size, inputChannels(network)]);
      const each = this.networks.map((member) => tf.softmax(member.forward(input, 'predict')));
      return tf.addN(each).div(each.length);
    });
    const probabilities = (await output.data()) as Float32Array;
    output.dispose();
    return probabilities;
  }

  /** Frees the tensors of all networks. */
  dispose(): void {
    for (const { parameters } of this.networks) parameters.dispose();
  }
}

/**
 * Resamples class probabilities bilinearly from the fields to the image's grid and assigns each pixel its
 * most probable class. Where fields overlap, they are weighted by how close the pixel is to each field's
 * centre.
 *
 * @param onImage receives the probabilities, [rows, columns, classes]; pixels outside all fields are
 *   background
 */
function mergeOnImage(
  image: Image,
  transforms: readonly FieldTransform[],
  probabilities: readonly Float32Array[],
  size: number,
  classes: number,
  priors: readonly (Float32Array | undefined)[],
  onImage?: Float32Array,
): { labels: Uint8Array; confidence: number } {
  const { rows, columns } = image;
  const sums = new Float32Array(classes);
  const labels = new Uint8Array(rows * columns);
  let confidence = 0;
  let contested = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      sums.fill(0);
      let total = 0;
      transforms.forEach((t, f) => {
        // Prediction never rotates fields, so the transform inverts axis by axis.
        const y = (row - t.r0) / t.rr;
        const x = (column - t.c0) / t.cc;
        // The outermost field pixels reach half a pixel beyond their centres.
        if (y < -0.5 || x < -0.5 || y > size - 0.5 || x > size - 0.5) return;
        const weight = 1 + Math.min(y, x, size - 1 - y, size - 1 - x);
        total += weight;
        addBilinear(sums, probabilities[f], size, classes, y, x, weight);
      });
      if (total === 0) {
        if (onImage) onImage[i * classes] = 1;
        continue;
      }
      total *= addPriors(sums, total, priors, i);
      let winner = 0;
      for (let c = 1; c < classes; c++) if (sums[c] > sums[winner]) winner = c;
      labels[i] = winner;
      if (onImage) for (let c = 0; c < classes; c++) onImage[i * classes + c] = sums[c] / total;
      if (sums[0] / total < CHANCE) {
        confidence += sums[winner] / total;
        contested++;
      }
    }
  }
  return { labels, confidence: contested === 0 ? 1 : confidence / contested };
}

/**
 * Multiplies each foreground class by its prior odds at a pixel. Networks trained on few images are
 * overconfident, so their probabilities are tempered first.
 *
 * @returns the factor by which the sum over the classes changed
 */
function addPriors(
  sums: Float32Array,
  total: number,
  priors: readonly (Float32Array | undefined)[],
  pixel: number,
): number {
  if (!priors.some((prior) => prior !== undefined)) return 1;
  let changed = 0;
  for (let c = 0; c < sums.length; c++) {
    const prior = c === 0 ? undefined : priors[c - 1];
    const odds = prior ? Math.exp(Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, prior[pixel]))) : 1;
    sums[c] = total * (sums[c] / total) ** TEMPERING * odds;
    changed += sums[c];
  }
  return changed / total;
}

function addBilinear(
  sums: Float32Array,
  values: Float32Array,
  size: number,
  classes: number,
  y: number,
  x: number,
  weight: number,
): void {
  const top = Math.max(0, Math.min(size - 2, Math.floor(y)));
  const left = Math.max(0, Math.min(size - 2, Math.floor(x)));
  const v = Math.max(0, Math.min(1, y - top));
  const u = Math.max(0, Math.min(1, x - left));
  const i = (top * size + left) * classes;
  const down = size * classes;
  for (let c = 0; c < classes; c++) {
    const upper = values[i + c] * (1 - u) + values[i + classes + c] * u;
    const lower = values[i + down + c] * (1 - u) + values[i + down + classes + c] * u;
    sums[c] += weight * (upper * (1 - v) + lower * v);
  }
}

/** Mirrors a square of [size, size, channels] values along rows, columns or both. */
function mirror(
  values: Float32Array,
  size: number,
  channels: number,
  rows: boolean,
  columns: boolean,
): Float32Array {
  if (!rows && !columns) return values;
  const out = new Float32Array(values.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = ((rows ? size - 1 - y : y) * size + (columns ? size - 1 - x : x)) * channels;
      out.set(values.subarray(from, from + channels), (y * size + x) * channels);
    }
  }
  return out;
}
