import type { AugmentationStrength } from '../data/augmentation';
import type { IntensityMapping } from '../data/normalisation';
import type { SegmenterKind } from '../data/SegmenterKind';

/** Sizes and lengths of one training. */
export interface TrainingPlan {
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
   * Number of segmenter steps between two steps of level 3, which are followed by a step of level 1: the
   * validation loss then updates the generator's architecture and the weight of generated pairs. If left out,
   * the generator stays as it was trained first.
   */
  outerEvery?: number;
  /** Excludes generated pairs if they do not show the structures, see `dropUnfaithfulPairs`. */
  dropsUnfaithfulPairs?: boolean;
  /** Augmentation of the examples during training; by default `STRONG`, for colour images `PHOTOGRAPHS`. */
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
  /** Tries other augmentations and intensity mappings first, and keeps those that improve the result. */
  search?: VariationSearch;
  /** How intensities are mapped to the networks' range; `robust` by default. */
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

/** A change that the search tries. */
export interface VariationChange extends Partial<Omit<Variation, 'augmentation'>> {
  name: string;
  /** Changes relative to the augmentation on which it is tried. */
  augmentation?: Partial<AugmentationStrength>;
  /**
   * `series`: compensates for differences between patients or scanners, so it is not tried if all images
   * belong to one series.
   */
  between?: 'series';
}

/**
 * A hill climb by cross-validation: tries each change in turn and keeps it if short trainings with it predict
 * held-out examples better than without it. One-step hypergradients cannot answer this, because
 * regularisation pays off late.
 */
export interface VariationSearch {
  changes: readonly VariationChange[];
  /** Maximum number of folds. */
  folds: number;
  /** Number of segmenter steps for each fold. */
  steps: number;
  /** Whether images of the series to predict are also used; see `Judgement.agreement`. */
  unlabelled: boolean;
}

const COMMON = { generatorWidth: 8, batch: 4, validateEvery: 20, segmenterRate: 3e-3, syntheticPerBatch: 2 };

/**
 * The presets by speed of the backend. "interactive" is for a GPU; "modest" is for WASM, on which a step is
 * about ten times slower, so the field has fewer pixels.
 */
export const PLANS = {
  modest: {
    fast: {
      ...COMMON,
      size: 64,
      width: 12,
      generatorSteps: 40,
      segmenterSteps: 120,
      syntheticPerBatch: 1,
      patience: 3,
    },
    balanced: {
      ...COMMON,
      size: 96,
      width: 12,
      generatorSteps: 50,
      segmenterSteps: 160,
      syntheticPerBatch: 1,
      patience: 4,
    },
    thorough: {
      ...COMMON,
      size: 128,
      width: 16,
      generatorSteps: 150,
      segmenterSteps: 600,
      patience: 8,
      members: 2,
    },
  },
  interactive: {
    fast: { ...COMMON, size: 96, width: 16, generatorSteps: 60, segmenterSteps: 200, patience: 4 },
    balanced: { ...COMMON, size: 128, width: 24, generatorSteps: 200, segmenterSteps: 500, patience: 6 },
    thorough: {
      ...COMMON,
      size: 256,
      width: 32,
      generatorSteps: 500,
      segmenterSteps: 1200,
      patience: 10,
      members: 2,
    },
  },
} satisfies Record<string, Record<string, TrainingPlan>>;
