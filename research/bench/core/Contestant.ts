import type * as tf from '@tensorflow/tfjs';
import type { Weights } from '../../../src/networks/Parameters';

/** One side of a comparison: networks, optimisers and one step of them. */
export interface Contestant {
  /** Runs one step on the backend. The caller reads and disposes the result: the loss or the prediction. */
  run(): tf.Tensor;
  dispose(): void;
}

/** The weights that both sides start from, by network and name. */
export interface StartingWeights {
  segmenter?: Weights;
  generator?: Weights;
  architecture?: Weights;
  discriminator?: Weights;
}

/** The inputs of a measured step. Does not own its tensors. */
export interface BenchCase {
  size: number;
  width: number;
  /** [batch, size, size, 1] */
  images: tf.Tensor4D;
  /** One-hot [batch, size, size, classes]. */
  masks: tf.Tensor4D;
}

/** Classes of every mask in the benchmark: background and one segment. */
export const CLASSES = 2;
/** Number of layers of pix2pix's discriminator. */
export const DISCRIMINATOR_LAYERS = 3;
/** Seed of the generator's dropout on both sides. */
export const NOISE_SEED = 7;
export const SEGMENTER_RATE = 3e-3;
export const GENERATOR_RATE = 1e-3;
export const GENERATOR_BETA1 = 0.5;
export const L1_WEIGHT = 100;

/** How often the generator halves the resolution, as in a training. */
export function generatorLevels(size: number): number {
  return Math.floor(Math.log2(size / 4));
}
