/**
 * The typed protocol between the viewer's main thread (or a command line) and the engine in its Worker.
 * Everything here survives structured cloning. Errors cross as {@link EngineFailure}.
 */
import type { BackendName, BackendRequest, BackendStatus } from '../backends/BackendStatus';
import type { Example, Image } from '../data/Image';
import type { Segment } from '../data/Segment';
import type { CleanedMask } from '../inference/PredictableSeries';
import type { Prediction } from '../inference/Segmenter';
import type { SeriesInput } from '../inference/SeriesPredictor';
import type { GeneratedPair, TrainProgress, TrainStage } from '../learning/TrainingProgress';
import type { TrainingCheckpoint } from '../learning/TrainingCheckpoint';
import type { EngineDiagnostics } from './diagnostics';
import type { TrainOverrides } from './trainOverrides';

export type Preset = 'fast' | 'balanced' | 'thorough';
export type { BackendName, BackendRequest, BackendStatus };

/** How the engine is set up, once per Worker. */
export interface EngineOptions {
  backend: BackendRequest;
  /** URL of the folder that holds the WASM binaries, ending in a slash. */
  assetsUrl: string;
}

/** Values of a series from which its intensity normalisation is computed. */
export interface SeriesIntensities {
  seriesId: string;
  /** Modality values sampled over the whole series (some 10^4 to 10^5 of them). */
  sample: Float32Array;
}

export interface TrainRequest {
  /** At least two, at least one with foreground. See `checkTrainRequest`. */
  examples: Example[];
  /** Images without masks of what is to be predicted, some dozens at most; they help to choose how to train. */
  unlabelled?: Image[];
  /** Images between drawn ones of the examples' series, some dozens at most; see `interpolatedExamples`. */
  between?: Image[];
  /** One entry for each series that `examples`, `unlabelled` and `between` mention. */
  intensities: SeriesIntensities[];
  /** The segments to learn; several are learnt together. */
  segments: Segment[];
  preset: Preset;
  /** Same seed, same examples, same backend: same model. */
  seed: number;
  /** Overrides of the preset, for tests and experiments. */
  overrides?: Partial<TrainOverrides>;
  /** Where an interrupted training with otherwise the same request stood; its own plan goes on. */
  resume?: TrainingCheckpoint;
}

export type {
  CleanedMask,
  Prediction,
  SeriesInput,
  EngineDiagnostics,
  TrainingCheckpoint,
  GeneratedPair,
  TrainProgress,
  TrainStage,
};

/** What is known about a trained model; kept with its weights. */
export interface ModelSummary {
  /** See `modelId`. */
  id: string;
  segments: Segment[];
  preset: Preset;
  backend: BackendName;
  /** Mean foreground Dice on images that had not trained, 0..1. */
  validationDice: number;
  /**
   * Where this figure comes from: `held-out` images of this training, or `cross-validated`, when there are too few examples
   * for a held-out one to mean much: short trainings that each left some out. `same` says that none could be spared.
   */
  validatedOn: 'held-out' | 'cross-validated' | 'same';
  /** What the training had beyond augmentation, in words for the reader. */
  ingredients: string[];
  /** True when the reader pressed Stop before the last step. */
  stopped: boolean;
  /** Size in pixels and edge in mm of the square field that the networks see. */
  size: number;
  fieldMm: number;
  seconds: { preparing: number; comparing: number; generator: number; segmenter: number; total: number };
}

/** A trained model as bytes (safetensors-like single file) plus its summary. Survives the Worker. */
export interface TrainedModel {
  summary: ModelSummary;
  bytes: ArrayBuffer;
}

export interface TrainCallbacks {
  onProgress(progress: TrainProgress): void;
  /** The best model so far, each time that there is a better one. */
  onCheckpoint(model: TrainedModel): void;
  /** Where the training stands, every ten seconds or so; a request can resume there. */
  onResumable?(checkpoint: TrainingCheckpoint): void;
}

/** A series that is to be predicted, and the model that is to predict it. */
export interface SeriesRequest extends SeriesInput {
  modelId: string;
}

/** Names an open series to the engine. */
export type SeriesHandle = number;

export type EngineErrorCode =
  | 'bad-input'
  | 'no-model'
  | 'device-lost'
  | 'worker-lost'
  | 'out-of-memory'
  | 'no-backend'
  | 'busy'
  | 'cancelled'
  | 'internal';

/** An engine error as it crosses the Worker boundary: what happened and what to do, in words for the reader. */
export interface EngineFailure {
  code: EngineErrorCode;
  message: string;
}

/** What the Worker exposes (through comlink; callbacks are comlink proxies). */
export interface Engine {
  /** Chooses and starts a backend. Throws no-backend when a forced backend is not available. */
  start(options: EngineOptions): Promise<BackendStatus>;
  /** Trains until done or stopped; resolves with the best model. Only one training at a time (busy). */
  train(request: TrainRequest, callbacks: TrainCallbacks): Promise<TrainedModel>;
  /** Ends the running training after its current step; `train` then resolves with the best model so far. */
  stop(): Promise<void>;
  /** Makes a model ready to predict. The engine holds a few; the one that was not used for longest makes room. */
  load(bytes: ArrayBuffer): Promise<ModelSummary>;
  /** Begins to predict a series. Throws no-model where its model has to be loaded first. */
  openSeries(request: SeriesRequest): Promise<SeriesHandle>;
  /** Predicts some images of an open series. The masks do not depend on which of them come together, or when. */
  predict(series: SeriesHandle, images: Image[]): Promise<Prediction[]>;
  /** The clean-up in 3-D of all masks that were predicted. */
  finish(series: SeriesHandle): Promise<CleanedMask[]>;
  /** Frees what the engine holds of a series. */
  closeSeries(series: SeriesHandle): Promise<void>;
  /** What helps to find the cause of a problem; nothing of images or patients. Works before `start`, too. */
  diagnostics(): Promise<EngineDiagnostics>;
  /** Answers at once; tells the client that the Worker lives. */
  ping(): Promise<void>;
  /** Frees every tensor and the device. */
  dispose(): Promise<{ tensors: number; bytes: number }>;
}
