import type { Channels } from '../../src/data/Channels';
import type { TrainingSnapshot } from '../../src/learning/TrainingSnapshot';
import type { CaseScore } from '../metrics/measureCase';

/** What `few-shot evaluate --json` prints. */
export interface EvaluationReport {
  dataset: string;
  method: string;
  segmenter: string;
  /** Labelled cases that trained and validated. */
  labelled: number;
  seed: number;
  /** Working size, pixels. */
  size: number;
  /** Of the images: 1 grey, 3 in colour. */
  channels: Channels;
  backend: string;
  /** Over the test cases. */
  dice: { mean: number; std: number; cases: CaseScore[] };
  /** Mean over the cases that have one; null when none has. */
  hd95: { mean: number | null; unit: 'mm' | 'pixels' };
  /** Training steps of all networks. */
  steps: number;
  /** What the training learnt beside weights; null where that was no part of the method. */
  learnt: TrainingSnapshot['learnt'];
  seconds: { train: number; predict: number; total: number };
}
