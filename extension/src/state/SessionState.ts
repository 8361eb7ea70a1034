import type {
  BackendStatus,
  GeneratedPair,
  Preset,
  TrainedModel,
  TrainProgress,
} from '../../../src/worker/protocol';
import type { ImageUnit } from '../../../src/dicom/imageUnit';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { RoundChange } from '../../../src/review/compareRounds';
import type { JudgedRound } from '../../../src/review/judgedRounds';
import type { Segment } from '../../../src/data/Segment';
import type { CommandCall } from './CommandMap';
import type { MaskFormat } from './MaskFormat';
import type { ReviewItem } from './ReviewItem';
import type { ReviewSort } from './ReviewSort';
import type { StoreMode } from './StoreMode';
import type { VoxelSize } from './VoxelSize';

/** Red, green and blue, 0..255 each. */
export type Rgb = readonly [number, number, number];

/**
 * A segment of the study, with its display colour. Segments with the same name and type count as one across
 * segmentations.
 */
export interface SegmentInfo extends Segment {
  colour: Rgb;
}

/**
 * `drawn` by the reader or read from a SEG; `corrected` or `accepted`: a predicted mask that the reader
 * changed or accepted; `nothing`: marked as without the structure.
 */
export type ExampleKind = 'drawn' | 'corrected' | 'accepted' | 'nothing';

/** An image that can be trained on. */
export interface ExampleInfo {
  key: ImageKey;
  /** Id of its series, see {@link SeriesInfo}. */
  series: string;
  seriesNumber: string;
  seriesLabel: string;
  imageNumber: string;
  kind: ExampleKind;
  /** False when the reader excluded it from training. */
  included: boolean;
  /** The segments on it, each with its number of pixels. */
  segments: { index: number; pixels: number }[];
  pixels: number;
}

export type SeriesStage = 'idle' | 'waiting' | 'predicting' | 'cleaning' | 'done' | 'stopped' | 'failed';
export type StoreStage = 'no' | 'storing' | 'stored' | 'empty' | 'failed';

/** An image series for which masks can be predicted. */
export interface SeriesInfo {
  /** Series Instance UID, with a suffix where the viewer splits the series; see `seriesIdOf`. */
  id: string;
  /** Series Instance UID. */
  seriesId: string;
  number: string;
  label: string;
  /** Tells apart series of the same number and name, e.g. 'L MLO'; empty where nothing has to. */
  detail: string;
  modality: string;
  images: number;
  frameOfReferenceUID: string;
  /** Undefined before the series has masks, or when its headers do not say. */
  voxel?: VoxelSize;
  /** In what unit its values are. */
  unit: ImageUnit;
  /** Why the series cannot be used, in words; empty when it can. */
  problem: string;
  enabled: boolean;
  stage: SeriesStage;
  /** Number of the latest prediction run on this series; 0 before the first one. */
  round: number;
  /** Images that have a mask from that run. */
  predicted: number;
  stored: StoreStage;
}

export type MessageKind = 'info' | 'warning' | 'error';

export interface Message {
  /** A later message with the same id replaces the earlier one. */
  id: string;
  kind: MessageKind;
  text: string;
  /** A command that the reader can run from the message. */
  action?: { label: string; call: CommandCall };
}

/** One point of the curves. */
export interface CurvePoint {
  /** Steps since training began, over all stages. */
  step: number;
  generator?: number;
  discriminator?: number;
  segmenter?: number;
  validationDice?: number;
}

export type TrainingPhase = 'idle' | 'starting' | 'running' | 'stopping';

export interface TrainingState {
  phase: TrainingPhase;
  progress?: TrainProgress;
  curve: CurvePoint[];
  /** The newest generated pairs. */
  pairs: GeneratedPair[];
  /** Whether the last training ended with an error. */
  failed: boolean;
  /** Whether a viewport shows what the running training has learnt so far. */
  previewed?: boolean;
}

export interface PredictionState {
  running: boolean;
  /** Number of the latest run, from 1; 0 before the first one. */
  round: number;
  done: number;
  total: number;
}

/** Whether the session's work is kept in this browser. */
export interface SavingState {
  /**
   * `starting` until the work of earlier visits was read; `elsewhere` while another tab saves this study;
   * `off` if it cannot be saved.
   */
  phase: 'starting' | 'on' | 'elsewhere' | 'off';
  /** When anything was last saved, ms since 1970; undefined if nothing is. */
  savedAt?: number;
}

/** What was restored from an earlier visit. */
export interface RestoredWork {
  /** When it was last saved, ms since 1970. */
  savedAt: number;
  /** Number of images with a mask or a mark. */
  images: number;
  model: boolean;
}

/** A training that ended early and can be continued. */
export interface InterruptedTraining {
  /** When its position was saved, ms since 1970. */
  savedAt: number;
}

/** A stored segmentation or structure set of the study, whose masks can become examples. */
export interface ListedMasks {
  /** SOP Instance UID. */
  id: string;
  name: string;
  /** What it is, and on which series, as text. */
  detail: string;
  /** `used`: its masks are in the viewer, as examples or as proposals. */
  stage: 'listed' | 'reading' | 'used';
  /** Whether it holds masks of this program that nobody has judged yet. */
  hasProposals: boolean;
}

/** A model that can be applied to the study. */
export interface ListedModel {
  id: string;
  name: string;
  /** Offered by the server: it cannot be renamed or deleted. */
  shared: boolean;
  /** What it learnt and how well, as text. */
  facts: string;
  /** Data URL of a generated image. */
  thumbnail?: string;
  /** Why it may not fit the study, as sentences; empty if it fits. */
  misfits: string[];
}

/** An image that the reader could draw next. */
export interface SuggestedImage {
  key: ImageKey;
  imageNumber: string;
  /** Whether it lies `between` drawn images or `beyond` them. */
  place: 'between' | 'beyond';
}

export interface SessionState {
  segments: SegmentInfo[];
  examples: ExampleInfo[];
  /** Which image to draw next, before the first training. */
  suggested?: SuggestedImage;
  /** Pictures of the examples as data URLs, by image key. */
  thumbnails: Record<ImageKey, string>;
  /** Opened SEGs that this extension stored earlier, and whether their unreviewed masks count as examples. */
  openedResults: { count: number; used: boolean };
  /** Descriptions of the study's stored results that are not opened. */
  storedResults: string[];
  /** The stored masks of other programs and of this one. */
  studyMasks: ListedMasks[];
  series: SeriesInfo[];
  /** The images of all series that have masks, in the order of series and images. */
  review: readonly ReviewItem[];
  reviewSort: ReviewSort;
  /** How sure a mask must be to be accepted together with others, 0..1. */
  sureFrom: number;
  /** The image in the active viewport. */
  shownImage?: ImageKey;
  /** Whether the uncertainty map is shown. */
  uncertainty: 'off' | 'on' | 'computing';
  preset: Preset;
  training: TrainingState;
  backend?: BackendStatus;
  /** The current model; it outlives the Worker. */
  model?: TrainedModel;
  prediction: PredictionState;
  /** Number of examples that the model has not learnt in their present form. */
  newExamples: number;
  /** Whether corrections refine the model by themselves. */
  live: boolean;
  /** What the last refinement changed. */
  lastRound?: RoundChange & { judged: readonly JudgedRound[] };
  storing: boolean;
  /** What masks are stored and saved as. */
  format: MaskFormat;
  /** What becomes of masks that were stored earlier. */
  storeMode: StoreMode;
  /** Whether a report of the segments' volumes goes with them, in formats that one can refer to. */
  report: boolean;
  /** Whether it has masks that this extension stored in the study, and can be asked to reject some. */
  archive: { hasStored: boolean; canReject: boolean };
  saving: SavingState;
  /** Set until the reader dismisses the notice. */
  restored?: RestoredWork;
  /** The reader's models and those that the server offers; undefined until they are listed. */
  models?: ListedModel[];
  interrupted?: InterruptedTraining;
  messages: Message[];
  /** Text for manual copying, set when the browser denied clipboard access. */
  diagnostics?: string;
}

export const initialState: SessionState = {
  segments: [],
  examples: [],
  thumbnails: {},
  openedResults: { count: 0, used: false },
  storedResults: [],
  studyMasks: [],
  series: [],
  review: [],
  reviewSort: 'need',
  sureFrom: 0.9,
  uncertainty: 'off',
  preset: 'fast',
  training: { phase: 'idle', curve: [], pairs: [], failed: false },
  prediction: { running: false, round: 0, done: 0, total: 0 },
  newExamples: 0,
  live: false,
  storing: false,
  format: 'seg',
  storeMode: 'supersede',
  report: false,
  archive: { hasStored: false, canReject: false },
  saving: { phase: 'starting' },
  messages: [],
};
