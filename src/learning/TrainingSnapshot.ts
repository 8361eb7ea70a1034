import type { ModelDescription } from '../data/ModelDescription';
import type { Weights } from '../networks/Parameters';

/** A segmenter at one moment of its training. */
export interface TrainingSnapshot {
  description: ModelDescription;
  weights: Weights;
  /** Mean foreground Dice on the validation images, 0..1. */
  validationDice: number;
  validationImages: string[];
  stopped: boolean;
  seconds: { preparing: number; generator: number; segmenter: number; total: number };
}
