import type { FieldOfView } from '../data/FieldOfView';
import type { Example, Image } from '../data/Image';
import type { Segment } from '../data/Segment';
import type { InitialNetwork } from '../networks/InitialNetwork';
import type { TrainingPlan } from './presets';
import type { TrainingCheckpoint } from './TrainingCheckpoint';
import type { TrainProgress } from './TrainingProgress';
import type { TrainingSnapshot } from './TrainingSnapshot';

export interface TrainingInput {
  /** In spatial order; at least two, at least one with foreground. */
  examples: readonly Example[];
  /** Values sampled from each series that the examples belong to, by series id. */
  intensities: ReadonlyMap<string, Float32Array>;
  segments: readonly Segment[];
  /**
   * Images of what is to be predicted, for what can be learnt without masks; their intensities by series, too. Some
   * dozens, spread over series and positions, are enough.
   */
  unlabelled?: readonly Image[];
  /** Images of the examples' series that were not drawn on; those between drawn ones may train, see `interpolatedExamples`. */
  between?: readonly Image[];
  plan: TrainingPlan;
  /** What the segmenter may begin with, see `beginsInitialised`; where it is missing, with random weights. */
  initial?: InitialNetwork;
  seed: number;
  /** What the networks look at; by default fitted around the drawn masks. */
  field?: FieldOfView;
  /** Goes on from here; made by a training on the same examples, plan and seed. */
  resume?: TrainingCheckpoint;
}

export interface TrainingEvents {
  onProgress(progress: TrainProgress): void;
  /** The best segmenter so far, each time that validation improves, examples have validationIncluded, or a further member is done. */
  onImproved(snapshot: TrainingSnapshot): void;
  /** Awaited between steps: lets messages through; resolves true when training is to end. */
  pause(): Promise<boolean>;
  /** Given where interrupted trainings are to go on: takes the state after a step, now and then. */
  onResumable?(checkpoint: TrainingCheckpoint): void;
  /** Time between two such states; when left out ten seconds, and longer where reading them back is slow. */
  checkpointMs?: number;
}
