import type { AugmentationStrength } from '../data/augmentation';
import type { IntensityMapping } from '../data/normalisation';
import type { SegmenterKind } from '../data/SegmenterKind';

/** Sizes and lengths of one training. */
export interface TrainingPlan {
  /**
   * Approximate time for the training, seconds. If given, the numbers of steps below are the maximum, see
   * `fitToBudget`.
   */
  seconds?: number;
  /** Working size: edge of the square field, pixels; a multiple of 16. */
  size: number;
  /** The network that segments; a U-Net by default. */
  segmenter?: SegmenterKind;
  /** Channels of the segmenter's first level. */
  width: number;
  /** Channels of the generator's and discriminator's first level. */
  generatorWidth: number;
  /** Number of real pairs in a step. */
  batch: number;
  generatorSteps: number;
  /** Maximum number of segmenter steps; early stopping may end sooner. */
  segmenterSteps: number;
  /** Number of steps between validations. */
  validateEvery: number;
  /**
   * Number of validations without improvement after which training ends; with `includeValidationAt` it never
   * ends early.
   */
  patience: number;
  /** Highest learning rate of the segmenter's Adam in short trainings, see `SegmenterLevel`. */
  segmenterRate: number;
  /** Number of generated pairs added to the real ones in a step of the segmenter. */
  syntheticPerBatch: number;
  /**
   * What trains the segmenter where there is a generator: real pairs, augmented, and generated ones by
   * default. `unchanged-and-generated`: real pairs as they are and images generated from augmented masks, as
   * in GenSeg's own protocol (Zhang et al. 2025). `generated`: generated pairs only, to measure what they are
   * worth. The generator learns from augmented pairs: it would know no other masks than those of a few
   * unchanged ones.
   */
  trainsOn?: 'unchanged-and-generated' | 'generated';
  /**
   * Number of segmenter steps between two steps of level 3, which are followed by a step of level 1: the
   * validation loss then updates the generator's architecture and the weight of generated pairs. If left out,
   * the generator stays as it was trained first.
   */
  outerEvery?: number;
  /** Trains a generator only if all images are of one scene, see `suitPlan`. */
  generatesWithinScene?: boolean;
  /** Excludes generated pairs if they do not show the structures, see `dropUnfaithfulPairs`. */
  dropsUnfaithfulPairs?: boolean;
  /** Augmentation of the examples during training; see `suitableVariation`. */
  augmentation?: AugmentationStrength;
  /**
   * Matches images that differ from the examples (noisier, inverted, different tone) to them before
   * prediction, see `matchingNormalisation`.
   */
  matchesAcquisition?: boolean;
  /** Starts from the shipped network if `beginsInitialised` allows it. */
  initialises?: boolean;
  /**
   * Trains on images between drawn ones of a series, with interpolated outlines, where these are reliable.
   */
  interpolates?: boolean;
  /** How intensities are mapped to the networks' range; see `suitableVariation`. */
  intensities?: IntensityMapping;
  /**
   * After this share of the segmenter's steps, the validation examples are also used for training, and the
   * last weights are kept: with few examples, one more to train on is worth more than a later validation.
   * With 0 no examples are held out.
   */
  includeValidationAt?: number;
  /** Number of networks that are trained one after the other and predict together; one by default. */
  members?: number;
}

/** How examples are augmented and normalised for the segmenter. */
export interface Variation {
  augmentation: AugmentationStrength;
  intensities: IntensityMapping;
}

const COMMON = { generatorWidth: 8, validateEvery: 20, segmenterRate: 3e-3, syntheticPerBatch: 2 };

/** More samples than these 24,000 gained nothing on the tasks that we measured (docs/accuracy.md). */
const MOST = { batch: 8, generatorSteps: 500, segmenterSteps: 3000, patience: 10 };
/** Times and sizes on WASM, and on a software GPU. */
const modest = { ...COMMON, ...MOST, width: 16, syntheticPerBatch: 1 };
/** Times and sizes on a GPU, where a step is more than ten times faster. */
const interactive = { ...COMMON, ...MOST };

/** Time for a training that goes on from a model, seconds: a reader waits for it between two corrections. */
export const REFINING_SECONDS = { modest: 8, interactive: 1.5 };

/**
 * The presets by speed of the backend: time budgets, and the sizes to spend them on. A field of fewer pixels
 * leaves time for more samples.
 */
export const PLANS = {
  modest: {
    fast: { ...modest, seconds: 60, size: 64 },
    balanced: { ...modest, seconds: 180, size: 64 },
    thorough: { ...modest, seconds: 600, size: 96 },
  },
  interactive: {
    fast: { ...interactive, seconds: 10, size: 64, width: 16 },
    balanced: { ...interactive, seconds: 30, size: 96, width: 24 },
    thorough: { ...interactive, seconds: 120, size: 128, width: 32 },
  },
} satisfies Record<string, Record<string, TrainingPlan>>;
