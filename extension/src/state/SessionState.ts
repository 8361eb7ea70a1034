import type {
  BackendStatus,
  GeneratedPair,
  Preset,
  TrainedModel,
  TrainProgress,
} from '../../../src/worker/protocol';
import type { CommandCall } from './CommandMap';

/** Red, green and blue, 0..255 each. */
export type Rgb = readonly [number, number, number];

/** A segment of the study: segments of several segmentations with the same name are one. */
export interface SegmentInfo {
  /** Value in labelmaps, 1..255. */
  index: number;
  name: string;
  colour: Rgb;
}

/** `drawn` by the reader or read from a SEG, `corrected` by the reader in a predicted mask, or marked `nothing` here. */
export type ExampleKind = 'drawn' | 'corrected' | 'nothing';

/** An image that can teach the networks something. */
export interface ExampleInfo {
  imageId: string;
  displaySetUID: string;
  seriesNumber: string;
  seriesLabel: string;
  imageNumber: string;
  kind: ExampleKind;
  /** False when the reader excluded it from training. */
  included: boolean;
  /** The segments on it and the number of their pixels. */
  segments: { index: number; pixels: number }[];
  pixels: number;
  /** Changes whenever the mask does. */
  maskHash: number;
}

export type SeriesStage = 'idle' | 'waiting' | 'predicting' | 'cleaning' | 'done' | 'stopped' | 'failed';
export type StoreStage = 'no' | 'storing' | 'stored' | 'empty' | 'failed';

/** A series of grey images that masks can be predicted for. */
export interface SeriesInfo {
  displaySetUID: string;
  /** Series Instance UID. */
  seriesId: string;
  number: string;
  label: string;
  modality: string;
  images: number;
  frameOfReferenceUID: string;
  /** Why the series cannot be used, in words; empty when it can. */
  problem: string;
  enabled: boolean;
  stage: SeriesStage;
  /** Images that have a mask from the present run. */
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
  /** Whether the last training ended by an error. */
  failed: boolean;
}

export interface PredictionState {
  running: boolean;
  done: number;
  total: number;
}

export interface SessionState {
  segments: SegmentInfo[];
  examples: ExampleInfo[];
  /** Pictures of the examples as data URLs, by image id. */
  thumbnails: Record<string, string>;
  /** Opened SEGs that an earlier session of this extension made: results, unless the reader uses them as examples. */
  openedResults: { count: number; used: boolean };
  series: SeriesInfo[];
  preset: Preset;
  training: TrainingState;
  backend?: BackendStatus;
  /** The last good model; it outlives the Worker. */
  model?: TrainedModel;
  prediction: PredictionState;
  storing: boolean;
  messages: Message[];
  /** Shown for copying by hand, where the browser refused the clipboard. */
  diagnostics?: string;
}

export const initialState: SessionState = {
  segments: [],
  examples: [],
  thumbnails: {},
  openedResults: { count: 0, used: false },
  series: [],
  preset: 'fast',
  training: { phase: 'idle', curve: [], pairs: [], failed: false },
  prediction: { running: false, done: 0, total: 0 },
  storing: false,
  messages: [],
};
