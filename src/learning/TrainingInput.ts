import type { FieldOfView } from '../data/FieldOfView';
import type { Example, Image } from '../data/Image';
import type { PlacedSeries } from '../data/PlacedSeries';
import type { Segment } from '../data/Segment';
import type { Registrations } from '../propagation/Registrations';
import type { InitialNetwork } from '../networks/InitialNetwork';
import type { TrainingPlan } from './presets';
import type { TrainingCheckpoint } from './TrainingCheckpoint';
import type { TrainingStart, EndedTraining } from './TrainingStart';
import type { TrainProgress } from './TrainingProgress';
import type { TrainingSnapshot } from './TrainingSnapshot';

/** Everything that a training needs. */
export interface TrainingInput {
  /** The examples in spatial order: at least two, at least one of them with foreground. */
  examples: readonly Example[];
  /** Sampled values of each series that the examples belong to, by series id. */
  intensities: ReadonlyMap<string, Float32Array>;
  segments: readonly Segment[];
  /** The series to predict, which decide how to train: other patients need stronger variation. */
  toPredict?: readonly PlacedSeries[];
  /**
   * Images of the examples' series without drawn masks. Those between drawn images may be used for training,
   * see `interpolatedExamples`.
   */
  between?: readonly Image[];
  /** Keeps what was registered to follow outlines through these images, for the prediction after it. */
  registrations?: Registrations;
  plan: TrainingPlan;
  /**
   * Pretrained network from which the segmenter may start, see `beginsInitialised`; if missing, it starts
   * from random weights.
   */
  initial?: InitialNetwork;
  /**
   * A model to go on from, with the same segments and channels. Examples of weight 2 or more, which are new
   * or corrected, are then never held out.
   */
  start?: TrainingStart;
  seed: number;
  /** The field that the networks see; fitted around the drawn masks if left out. */
  field?: FieldOfView;
  /** Resumes from this checkpoint of a training with the same examples, plan and seed. */
  resume?: TrainingCheckpoint;
}

/** Callbacks of a training. */
export interface TrainingEvents {
  onProgress(progress: TrainProgress): void;
  /**
   * Called with the best segmenter so far: when validation improves, when training on the validation examples
   * ends, and when a further member is completed.
   */
  onImproved(snapshot: TrainingSnapshot): void;
  /** If given, called from time to time with what is learnt so far, for previews; see `showPreview`. */
  onPreview?(snapshot: TrainingSnapshot): void;
  /** Awaited between steps, so that messages can be processed; resolves to true to end the training. */
  pause(): Promise<boolean>;
  /** If given, called with a checkpoint from time to time, so that an interrupted training can be resumed. */
  onResumable?(checkpoint: TrainingCheckpoint): void;
  /** If given, called with the final state, from which another training can go on. */
  onEnded?(ended: EndedTraining): void;
  /**
   * Time between two checkpoints, ms; if left out, ten seconds, or more where reading them from the backend
   * is slow.
   */
  checkpointMs?: number;
}
