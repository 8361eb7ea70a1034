import * as tf from '@tensorflow/tfjs';
import { averageBlocks } from '../data/averageBlocks';
import { inputChannels } from '../data/Channels';
import { fieldCentres } from '../data/FieldOfView';
import { fieldTransform, sampleImage } from '../data/FieldTransform';
import type { Image } from '../data/Image';
import type { ModelDescription } from '../data/ModelDescription';
import type { Normalisation } from '../data/normalisation';
import { normaliseImage } from '../data/normalisation';
import { seededRandom } from '../data/random';
import type { Segment } from '../data/Segment';
import { withChannels } from '../data/toChannels';
import type { Priors } from '../propagation/SeriesPriors';
import { createSegmenter } from '../networks/createSegmenter';
import { FoldedLayers } from '../networks/FoldedLayers';
import { splitMembers } from '../networks/members';
import type { Weights } from '../networks/Parameters';
import type { SegmenterNetwork } from '../networks/SegmenterNetwork';
import { RepeatedStep } from '../ops/RepeatedStep';
import { likeliestMasks } from './likeliestMasks';
import { mergeFields } from './mergeFields';

/** A predicted mask on the image's own pixel grid. */
export interface Prediction {
  /** The image's id. */
  id: string;
  /** Labelmap value of each pixel; length = rows x columns. */
  labelmap: Uint8Array;
  /**
   * Mean probability of the winning class, 0..1, over pixels where foreground is possible (see
   * `mergeFields`); 1 if there is none.
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
  /** Whether the image shows what the examples show: it is not one of many, of which some show less. */
  alone?: boolean;
}

/** Whether to mirror rows and columns, for each of the four forward passes with flips; as in augmentation. */
const FLIPS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** A trained segmenter, ready to predict. Owns its tensors; the caller disposes it. */
export class Segmenter {
  /** The members of the ensemble; their probabilities are averaged. */
  private readonly networks: SegmenterNetwork[];
  /** Of each network; its weights do not change. */
  private readonly folded: FoldedLayers[];
  private readonly repeated = new RepeatedStep();

  /** @throws Error if the weights do not match the description */
  constructor(
    readonly description: ModelDescription,
    weights: Weights,
  ) {
    const { kind, members = 1, ...shape } = description.network;
    this.networks = Array.from({ length: members }, () => createSegmenter(kind, shape, seededRandom(0)));
    this.folded = this.networks.map(() => new FoldedLayers());
    try {
      this.write(weights);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /**
   * Replaces the weights by those of another moment of the same training.
   *
   * @throws Error if they do not match the description
   */
  write(weights: Weights): void {
    const each = splitMembers(weights, this.networks.length);
    this.repeated.dispose();
    for (const folded of this.folded) folded.dispose();
    this.networks.forEach(({ parameters }, i) => parameters.write(each[i]));
  }

  /** Predicts the mask of one image, greyscale or RGB (see `withChannels`). */
  async predict(
    image: Image,
    normalisation: Normalisation,
    { priors, probabilities: withProbabilities = false, alone = false }: PredictOptions = {},
  ): Promise<Prediction> {
    const { size, classes, channels = 1 } = this.description.network;
    const { field, segments, prediction } = this.description;
    const expected = new Set(
      alone ? (prediction?.expected ?? []).map((index) => classOf(segments, index)) : [],
    );
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
    const onImage =
      withProbabilities || expected.size > 0
        ? new Float32Array(image.rows * image.columns * classes)
        : undefined;
    const merged = mergeFields(image, transforms, probabilities, size, classes, byClass, onImage);
    const labels = onImage && expected.size > 0 ? likeliestMasks(onImage, classes, expected) : merged.labels;
    const labelmap = labels.map((label) => (label === 0 ? 0 : segments[label - 1].index));
    const { confidence } = merged;
    return { id: image.id, labelmap, confidence, ...(withProbabilities && { probabilities: onImage }) };
  }

  /**
   * Class probabilities of a field, [size, size, classes], averaged over the networks and, if the model asks
   * for flips, over mirrored copies.
   */
  private async predictField(values: Float32Array): Promise<Float32Array> {
    const { network, prediction } = this.description;
    const { size, classes } = network;
    const flips = prediction?.flips ? FLIPS : FLIPS.slice(0, 1);
    const copies = flips.map(([rows, columns]) =>
      mirror(values, size, inputChannels(network), rows, columns),
    );
    const predicted = await this.forward(copies);
    if (predicted.length === 1) return predicted[0];
    const sum = new Float32Array(size * size * classes);
    flips.forEach(([rows, columns], k) => {
      mirror(predicted[k], size, classes, rows, columns).forEach((value, i) => {
        sum[i] += value / flips.length;
      });
    });
    return sum;
  }

  /** Class probabilities of several fields, averaged over the networks, in one pass. */
  private async forward(fields: readonly Float32Array[]): Promise<Float32Array[]> {
    const { size, ...network } = this.description.network;
    const values = new Float32Array(fields.length * fields[0].length);
    fields.forEach((field, i) => values.set(field, i * field.length));
    const input = tf.tensor4d(values, [fields.length, size, size, inputChannels(network)]);
    const output = this.repeated.run(`${fields.length}`, [input], ([images]) => {
      const each = this.networks.map((member, i) =>
        tf.softmax(member.forward(images as tf.Tensor4D, this.folded[i])),
      );
      return each.length === 1 ? each[0] : tf.addN(each).div(each.length);
    });
    input.dispose();
    const probabilities = (await output.data()) as Float32Array;
    output.dispose();
    const length = probabilities.length / fields.length;
    return fields.map((_, i) => probabilities.subarray(i * length, (i + 1) * length));
  }

  /** Frees the tensors of all networks. */
  dispose(): void {
    this.repeated.dispose();
    for (const folded of this.folded) folded.dispose();
    for (const { parameters } of this.networks) parameters.dispose();
  }
}

/** The network's class of a segment. */
const classOf = (segments: readonly Segment[], index: number) =>
  segments.findIndex((segment) => segment.index === index) + 1;

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
