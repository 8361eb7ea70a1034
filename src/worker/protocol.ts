/**
 * The typed protocol between the viewer's main thread (or a command line) and the engine in its Worker. All
 * types survive structured cloning. Errors cross as {@link EngineFailure}.
 */
import type { BackendName, BackendRequest, BackendStatus } from '../backends/BackendStatus';
import type { Channels } from '../data/Channels';
import type { Example, Image } from '../data/Image';
import type { PlacedSeries } from '../data/PlacedSeries';
import type { Segment } from '../data/Segment';
import type { CleanedMask } from '../inference/PredictableSeries';
import type { Prediction } from '../inference/Segmenter';
import type { SeriesInput } from '../inference/SeriesPredictor';
import type { CarriedMask, ExtendRequest } from '../propagation/extendMask';
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
  /** Modality values sampled over the whole series, about 10^4 to 10^5. */
  sample: Float32Array;
}

/** A training: examples, segments and settings. */
export interface TrainRequest {
  /** At least two images, at least one of them with foreground. See `checkTrainRequest`. */
  examples: Example[];
  /** The series to predict, which decide how to train. */
  toPredict?: PlacedSeries[];
  /** Images between drawn ones of the examples' series, a few dozen at most; see `interpolatedExamples`. */
  between?: Image[];
  /** One entry per series that occurs in `examples` or `between`. */
  intensities: SeriesIntensities[];
  /** The segments to learn, all by one network. */
  segments: Segment[];
  preset: Preset;
  /** Kept with the model. */
  trainedOn?: TrainedOn;
  /** Equal seeds, examples and backends give equal models. */
  seed: number;
  /** Overrides of the preset, for tests and experiments. */
  overrides?: Partial<TrainOverrides>;
  /**
   * A model to go on from instead of random weights, with the same segments and channels; one example is then
   * enough. Its generator goes on, too, if it was the last model that this Worker trained.
   */
  start?: TrainedModel;
  /** Id of images that were sent ahead with `addImages`; they come before those of the request. */
  imagesId?: number;
  /** Checkpoint of an interrupted training with an otherwise equal request; its plan is used. */
  resume?: TrainingCheckpoint;
}

/** What is known of a training before it begins. */
export interface PrepareRequest {
  preset: Preset;
  channels: Channels;
  /** Number of segments. */
  segments: number;
  /** Number of examples. */
  examples: number;
}

/** The images of a training. */
export type TrainingImages = Pick<TrainRequest, 'examples' | 'between'>;

export type {
  CarriedMask,
  CleanedMask,
  ExtendRequest,
  Prediction,
  SeriesInput,
  EngineDiagnostics,
  TrainingCheckpoint,
  GeneratedPair,
  TrainProgress,
  TrainStage,
};

/** The kind of images that a model was trained on. Nothing here identifies a patient. */
export interface TrainedOn {
  /** DICOM modalities, e.g. MR; empty where they are unknown. */
  modalities: string[];
  /** Body parts examined, as DICOM spells them, e.g. BRAIN; empty where they are unknown. */
  bodyParts: string[];
  /** Units of their values, see `ImageUnit`; without arbitrary ones. */
  units: string[];
}

/** Metadata of a trained model, stored with its weights. */
export interface ModelSummary {
  /** See `modelId`. */
  id: string;
  /** For people; the segments' names by default. */
  name: string;
  segments: Segment[];
  /** 1 for grey images, 3 for red, green and blue. */
  channels: Channels;
  /** `images` counts the examples. */
  trainedOn: TrainedOn & { images: number };
  /** Version of Few-Shot Segment that trained it. */
  software: string;
  preset: Preset;
  backend: BackendName;
  /** Mean foreground Dice on images not used for training, 0..1. */
  validationDice: number;
  /**
   * How `validationDice` was measured: on `held-out` images of this training; on the `same` images that it
   * trained on, since none could be spared; or, in models of earlier versions, `cross-validated`.
   */
  validatedOn: 'held-out' | 'cross-validated' | 'same';
  /** Number of the held-out images; undefined in models of earlier versions. */
  validationImages?: number;
  /** Methods used in training beyond augmentation, as text for the user. */
  ingredients: string[];
  /** True if the user pressed Stop before the last step. */
  stopped: boolean;
  /** Size in pixels and edge length in mm of the networks' square field of view. */
  size: number;
  fieldMm: number;
  seconds: { preparing: number; generator: number; segmenter: number; total: number };
}

/** A trained model as bytes (one safetensors file) and its summary. Outlives the Worker. */
export interface TrainedModel {
  summary: ModelSummary;
  bytes: ArrayBuffer;
}

/** Receivers of what a training reports while it runs. */
export interface TrainCallbacks {
  onProgress(progress: TrainProgress): void;
  /** Receives the best model so far, whenever it improves. */
  onCheckpoint(model: TrainedModel): void;
  /**
   * Called when there is something to preview, and when it has improved: images of series that are opened
   * with `PREVIEW_MODEL` are predicted with what is learnt so far, between two steps.
   */
  onPreview?(): void;
  /** Receives the state of the training about every ten seconds; a request can resume from it. */
  onResumable?(checkpoint: TrainingCheckpoint): void;
}

/** A series to predict, and the id of the model to use. */
export interface SeriesRequest extends SeriesInput {
  modelId: string;
}

/** Identifies an open series of the engine. */
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

/** An engine error as it crosses the Worker boundary: what happened and what to do, as text for the user. */
export interface EngineFailure {
  code: EngineErrorCode;
  message: string;
}

/** The interface that the Worker exposes through comlink; callbacks are comlink proxies. */
export interface Engine {
  /** Chooses and starts a backend. Throws `no-backend` if a forced backend is not available. */
  start(options: EngineOptions): Promise<BackendStatus>;
  /**
   * Compiles what a training will need, while there is time; later calls wait for it. Has an effect on the
   * programs of a graphics card only.
   */
  prepare(request: PrepareRequest): Promise<void>;
  /**
   * Receives images of a training ahead of its request, which would block the sender if it held them all.
   * Drops those that were sent under another id.
   */
  addImages(imagesId: number, images: Partial<TrainingImages>): Promise<void>;
  /** Trains until done or stopped; resolves with the best model. Throws `busy` if a training is running. */
  train(request: TrainRequest, callbacks: TrainCallbacks): Promise<TrainedModel>;
  /** Ends the running training after its current step; `train` then resolves with the best model so far. */
  stop(): Promise<void>;
  /**
   * Loads a model for prediction. The engine holds a few; the least recently used one is removed to make
   * room.
   */
  load(bytes: ArrayBuffer): Promise<ModelSummary>;
  /** Whether the engine holds this model. */
  holds(modelId: string): Promise<boolean>;
  /** Opens a series for prediction. Throws `no-model` if its model must be loaded first. */
  openSeries(request: SeriesRequest): Promise<SeriesHandle>;
  /** Predicts some images of an open series. The masks do not depend on how images are grouped or ordered. */
  predict(series: SeriesHandle, images: Image[]): Promise<Prediction[]>;
  /**
   * How undecided the model is at each pixel of an image, 0..255; the series must have been opened with
   * `probabilities`.
   */
  uncertainty(series: SeriesHandle, image: Image): Promise<Uint8Array>;
  /**
   * The probability of each segment of the model at each pixel, 0..255; the series must have been opened with
   * `probabilities`.
   */
  probabilities(series: SeriesHandle, image: Image): Promise<Uint8Array[]>;
  /** Cleans up all masks predicted so far in 3-D. */
  finish(series: SeriesHandle): Promise<CleanedMask[]>;
  /** Closes a series and frees what the engine holds of it. */
  closeSeries(series: SeriesHandle): Promise<void>;
  /** Carries a mask over to the neighbouring images, see `extendMask`; needs no model. */
  extendMask(request: ExtendRequest): Promise<CarriedMask[]>;
  /**
   * Information for finding the cause of a problem, without anything about images or patients. Also works
   * before `start`.
   */
  diagnostics(): Promise<EngineDiagnostics>;
  /** Returns immediately; shows the client that the Worker responds. */
  ping(): Promise<void>;
  /**
   * Frees all tensors and the device. Resolves with the number of tensors and bytes that remain allocated.
   */
  dispose(): Promise<{ tensors: number; bytes: number }>;
}
