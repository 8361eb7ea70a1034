import type { ModelDescription } from '../data/ModelDescription';
import type { Weights } from '../networks/Parameters';

/** A segmenter at one moment of its training. */
export interface TrainingSnapshot {
  description: ModelDescription;
  weights: Weights;
  /**
   * Mean foreground Dice 0..1 on the validation images, measured before they were used for training; see
   * `meanCaseDice`.
   */
  validationDice: number;
  validationImages: string[];
  /**
   * False if there were too few examples to hold any out: the validation examples were then also used for
   * training.
   */
  heldOut: boolean;
  /** What was learnt besides the weights; null for what was not part of the plan. */
  learnt: {
    /**
     * Share of generated pairs in the segmenter's loss; 0 if they were excluded because they do not show the
     * structures.
     */
    syntheticShare: number | null;
    /** Shares of the kernels 4, 6 and 8 for each up-convolution of the generator, outermost first. */
    architecture: number[][] | null;
    /** Number of training images with interpolated outlines. */
    interpolated: number;
    /** Whether the segmenter started from the shipped pretrained network. */
    initialised: boolean;
    /** Whether the training went on from an earlier model. */
    continued: boolean;
    /** Whether the validation examples were also used for training in the end. */
    validationIncluded: boolean;
  };
  stopped: boolean;
  seconds: { preparing: number; generator: number; segmenter: number; total: number };
}
