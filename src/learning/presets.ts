import type { AugmentationStrength } from '../data/augmentation';
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
  batch: number;
  generatorSteps: number;
  /** Segmenter steps at most; early stopping may end sooner. */
  segmenterSteps: number;
  /** Steps between validations. */
  validateEvery: number;
  /** Validations without improvement after which training ends. */
  patience: number;
  /** Learning rate of the segmenter's Adam; falls to a tenth by a cosine. */
  segmenterRate: number;
  /** Generated pairs in a batch; the rest are real ones. */
  syntheticPerBatch: number;
  /** How the examples are varied while training; strongly by default. */
  augmentation?: AugmentationStrength;
}

const COMMON = { generatorWidth: 8, batch: 4, validateEvery: 20, segmenterRate: 3e-3, syntheticPerBatch: 1 };

/**
 * The presets by speed of the backend. "interactive" is a real GPU; "modest" is WASM, on which a step is some ten
 * times slower, so the field is seen at fewer pixels.
 */
export const PLANS = {
  modest: {
    fast: { ...COMMON, size: 64, width: 12, generatorSteps: 40, segmenterSteps: 140, patience: 3 },
    balanced: { ...COMMON, size: 96, width: 12, generatorSteps: 60, segmenterSteps: 200, patience: 4 },
    thorough: { ...COMMON, size: 128, width: 16, generatorSteps: 150, segmenterSteps: 600, patience: 8 },
  },
  interactive: {
    fast: { ...COMMON, size: 96, width: 16, generatorSteps: 60, segmenterSteps: 200, patience: 4 },
    balanced: { ...COMMON, size: 128, width: 24, generatorSteps: 200, segmenterSteps: 500, patience: 6 },
    thorough: { ...COMMON, size: 256, width: 32, generatorSteps: 500, segmenterSteps: 1200, patience: 10 },
  },
} satisfies Record<string, Record<string, TrainingPlan>>;
