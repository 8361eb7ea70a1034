/**
 * The typed protocol between the viewer's main thread (or a command line) and the engine in its Worker.
 * Everything here survives structured cloning. Errors cross as {@link EngineFailure}.
 */
import type { BackendName, BackendRequest, BackendStatus } from '../backends/BackendStatus';
import type { Example, Image } from '../data/Image';
import type { Segment } from '../data/Segment';
import type { DrawnImage } from '../propagation/SeriesPriors';
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

export type { DrawnImage, EngineDiagnostics, TrainingCheckpoint, GeneratedPair, TrainProgress, TrainStage };

/** What is known about a trained model; kept with its weights. */
export interface ModelSummary {
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
  /** Ids of the images that validated, before they ever trained, unless there were too few to spare one. */
  validationImages: string[];
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

export interface PredictRequest {
  images: Image[];
  /** Intensities of the series that the images belong to (all of one series). */
  intensities: SeriesIntensities;
  /** What an `interpolate` was called with: its outlines count beside the network, each where it is sure. */
  interpolation?: string;
}

/** A series that the reader drew on, whose outlines are to be interpolated between the drawn images. */
export interface InterpolationRequest {
  /** Names it to `predict`. */
  id: string;
  /** With their pixels. */
  drawn: DrawnImage[];
  /** Other images between them, some dozens at most: outlines follow what these show. */
  between: Image[];
}

export interface PredictedMask {
  imageId: string;
  /** Segment index of each pixel, on the image's own grid; length = rows x columns. */
  labelmap: Uint8Array;
  /** Mean confidence of the foreground and its border, 0..1; low values deserve review first. */
  confidence: number;
}

/** All masks of one series, ordered along its normal, for the clean-up in 3-D. */
export interface VolumeCleanRequest {
  rows: number;
  columns: number;
  /** Predicted labelmaps in spatial order; null where nothing was predicted. */
  slices: (Uint8Array | null)[];
  /** Drawn labelmaps at the same positions where the reader drew, else null. They anchor the components that stay. */
  drawn: (Uint8Array | null)[];
}

export type EngineErrorCode =
  | 'bad-input'
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
  /** Loads a model from bytes, replacing the one in use. */
  load(bytes: ArrayBuffer): Promise<ModelSummary>;
  /** Prepares the interpolation that `predict` may ask for, with the loaded model's segments; only the last one is kept. */
  interpolate(request: InterpolationRequest): Promise<void>;
  /** Predicts masks with the loaded (or last trained) model. */
  predict(request: PredictRequest): Promise<PredictedMask[]>;
  /** Removes predicted islands that do not belong to the structure. Returns slices like the request's. */
  cleanVolume(request: VolumeCleanRequest): Promise<(Uint8Array | null)[]>;
  /** What helps to find the cause of a problem; nothing of images or patients. Works before `start`, too. */
  diagnostics(): Promise<EngineDiagnostics>;
  /** Answers at once; tells the client that the Worker lives. */
  ping(): Promise<void>;
  /** Frees every tensor and the device. */
  dispose(): Promise<{ tensors: number; bytes: number }>;
}
