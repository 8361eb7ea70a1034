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
  /** Real pairs in a step. */
  batch: number;
  generatorSteps: number;
  /** Segmenter steps at most; early stopping may end sooner. */
  segmenterSteps: number;
  /** Steps between validations. */
  validateEvery: number;
  /** Validations without improvement after which training ends; with `includeValidationAt` it never ends early. */
  patience: number;
  /** Learning rate of the segmenter's Adam; falls to a tenth by a cosine. */
  segmenterRate: number;
  /** Generated pairs beside the real ones in a step of the segmenter. */
  syntheticPerBatch: number;
  /**
   * Level 3 takes a step after every so many of the segmenter's, and level 1 goes on with it: the validation loss then
   * moves the generator's architecture and the weight of generated pairs. Left out, the generator stays as pre-trained.
   */
  outerEvery?: number;
  /** Generated pairs train only where they show the structures, see `dropUnfaithfulPairs`. */
  dropsUnfaithfulPairs?: boolean;
  /** How the examples are varied while training; by default `STRONG`, in colour `PHOTOGRAPHS`. */
  augmentation?: AugmentationStrength;
  /** Images unlike the examples (noisier, negatives, of another tone) are brought to them first, see `matchingNormalisation`. */
  matchesAcquisition?: boolean;
  /** Begins with the shipped network where `beginsInitialised` says so. */
  initialises?: boolean;
  /** Images between drawn ones of a series train with interpolated outlines, where these can be relied on. */
  interpolates?: boolean;
  /** Tries other augmentations and intensity mappings before anything else, and keeps what helps. */
  search?: VariationSearch;
  /** How intensities are brought to the networks' range; `robust` by default. */
  intensities?: IntensityMapping;
  /**
   * Behind this share of the segmenter's steps the examples that validated train, too, and the last weights are kept:
   * with few examples one more is worth more than knowing how well it would have been predicted. With 0 none is set aside.
   */
  includeValidationAt?: number;
  /** Networks that train one after the other and predict together; one by default. */
  members?: number;
}

/** How examples are shown to the segmenter. */
export interface Variation {
  augmentation: AugmentationStrength;
  intensities: IntensityMapping;
}

/** One thing to try. */
export interface VariationChange extends Partial<Omit<Variation, 'augmentation'>> {
  name: string;
  /** What differs from the augmentation that it is tried on. */
  augmentation?: Partial<AugmentationStrength>;
  /** `series`: makes up for differences between patients or scanners, so it is not tried where all is one series. */
  between?: 'series';
}

/**
 * A hill climb by cross-validation: each change in turn is kept when short trainings with it predict what they have not
 * seen better than without. One-step hypergradients cannot answer this: what regularises pays off late.
 */
export interface VariationSearch {
  changes: readonly VariationChange[];
  /** Folds at most. */
  folds: number;
  /** Segmenter steps for each fold. */
  steps: number;
  /** Whether images of what is to be predicted are used, too; see `Judgement.agreement`. */
  unlabelled: boolean;
}

const COMMON = { generatorWidth: 8, batch: 4, validateEvery: 20, segmenterRate: 3e-3, syntheticPerBatch: 2 };

/**
 * The presets by speed of the backend. "interactive" is a real GPU; "modest" is WASM, on which a step is some ten
 * times slower, so the field is seen at fewer pixels.
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
