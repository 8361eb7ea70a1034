import type { ModelDescription } from '../data/ModelDescription';
import type { Weights } from '../networks/Parameters';
import type { Judgement } from './crossValidate';
import type { Variation } from './presets';

/** What a search for better variations found. */
export interface SearchResult extends Variation {
  /** Of the plan's own variation. */
  start: Judgement;
  /** Of the variation that was chosen. */
  best: Judgement;
  /** In the order in which they were tried. */
  changes: (Judgement & { name: string; kept: boolean })[];
}

/** A segmenter at one moment of its training. */
export interface TrainingSnapshot {
  description: ModelDescription;
  weights: Weights;
  /** Mean foreground Dice on the validation images before they ever trained, 0..1; see `meanCaseDice`. */
  validationDice: number;
  validationImages: string[];
  /** False when too few examples left none to spare: then those that validated also trained. */
  heldOut: boolean;
  /** What was learnt beside the weights; null where that was not part of the plan. */
  learnt: {
    /** Share of the segmenter's loss that generated pairs have; 0 where they do not show the structures. */
    syntheticShare: number | null;
    /** Shares of the kernels 4, 6 and 8 for each up-convolution of the generator, outermost first. */
    architecture: number[][] | null;
    search: SearchResult | null;
    /** Images that trained with outlines interpolated between drawn ones. */
    interpolated: number;
    /** Whether the segmenter began with the shipped network. */
    initialised: boolean;
    /** Whether the examples that validated trained in the end. */
    validationIncluded: boolean;
  };
  stopped: boolean;
  seconds: { preparing: number; comparing: number; generator: number; segmenter: number; total: number };
}
