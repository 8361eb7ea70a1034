import type { Channels } from '../../src/data/Channels';
import type { TrainingSnapshot } from '../../src/learning/TrainingSnapshot';
import type { CaseScore } from '../metrics/measureCase';

/** What `few-shot evaluate --json` prints. */
export interface EvaluationReport {
  dataset: string;
  method: string;
  segmenter: string;
  /** Number of labelled cases, for training and validation. */
  labelled: number;
  seed: number;
  /** Working size, pixels. */
  size: number;
  /** Channels of the images: 1 for grey, 3 for colour. */
  channels: Channels;
  backend: string;
  /** Mean and deviation over the test cases, 0..1. */
  dice: { mean: number; std: number; cases: CaseScore[] };
  /** Mean over the cases with a value; null if there are none. */
  hd95: { mean: number | null; unit: 'mm' | 'pixels' };
  /** Mean over the cases, 0..1, with its tolerance in the unit of HD95. */
  surfaceDice: { mean: number; tolerance: number };
  /** Training steps of all networks. */
  steps: number;
  /** What the training learnt besides weights; null for parts that the method does not have. */
  learnt: TrainingSnapshot['learnt'];
  seconds: { train: number; generator: number; predict: number; total: number };
}
