import { EngineError } from '../../../src/worker/EngineError';
import type {
  BackendStatus,
  InterpolationRequest,
  PredictRequest,
  TrainCallbacks,
  TrainedModel,
  TrainRequest,
  VolumeCleanRequest,
} from '../../../src/worker/protocol';

export const backend: BackendStatus = { name: 'wasm', label: 'WASM', reason: '', software: false };

/** An engine that marks the bright half of every image, and can be told to fail. */
export class FakeEngine {
  started = 0;
  loaded: TrainedModel[] = [];
  requests: TrainRequest[] = [];
  predictedOrder: string[] = [];
  interpolations: InterpolationRequest[] = [];
  failTraining: EngineError | undefined;
  failPrediction: EngineError | undefined;
  onPredict: (request: PredictRequest) => void = () => undefined;
  private lost: (error: EngineError) => void = () => undefined;

  start = async () => {
    this.started++;
    return backend;
  };
  onLost = (listener: (error: EngineError) => void) => {
    this.lost = listener;
    return () => undefined;
  };
  recovered: (status: BackendStatus, text: string) => void = () => undefined;
  onRecovered = (listener: typeof this.recovered) => {
    this.recovered = listener;
    return () => undefined;
  };
  close = async () => undefined;
  train = async (request: TrainRequest, { onProgress, onCheckpoint }: TrainCallbacks) => {
    this.requests.push(request);
    const model = this.model(request);
    onProgress({
      stage: 'segmenter',
      step: 1,
      steps: 2,
      elapsedMs: 5,
      remainingMs: 5,
      losses: { segmenter: 0.4 },
      validationDice: 0.8,
    });
    onCheckpoint(model);
    if (this.failTraining) {
      if (this.failTraining.code === 'worker-lost') this.lost(this.failTraining);
      throw this.failTraining;
    }
    return model;
  };
  stop = async () => undefined;
  load = async (model: TrainedModel) => {
    this.loaded.push(model);
    return model.summary;
  };
  interpolate = async (request: InterpolationRequest) => {
    this.interpolations.push(request);
  };
  predict = async (request: PredictRequest) => {
    const { images } = request;
    this.onPredict(request);
    if (this.failPrediction) throw this.failPrediction;
    return images.map((image) => {
      this.predictedOrder.push(image.id);
      return {
        imageId: image.id,
        labelmap: new Uint8Array(image.rows * image.columns).fill(1, 0, 8),
        confidence: 1,
      };
    });
  };
  cleanVolume = async ({ rows, columns, slices, drawn }: VolumeCleanRequest) => {
    if ([...slices, ...drawn].some((mask) => mask && mask.length !== rows * columns))
      throw new EngineError('internal', 'cleanVolume: masks of different sizes.');
    // Takes one pixel away, so that the test sees the result written.
    return slices.map((slice, z) =>
      drawn[z] ? slice : slice && slice.map((value, i) => (i === 7 ? 0 : value)),
    );
  };
  dispose = async () => ({ tensors: 0, bytes: 0 });
  setOptions = () => undefined;

  model({ segments, preset }: TrainRequest): TrainedModel {
    const seconds = { preparing: 0, comparing: 0, generator: 0, segmenter: 0, total: 1 };
    const validation = { validationDice: 0.8, validatedOn: 'held-out' as const, validationImages: [] };
    const summary = { segments, preset, backend: backend.name, ingredients: [], ...validation };
    return {
      summary: { ...summary, stopped: false, size: 64, fieldMm: 100, seconds },
      bytes: new ArrayBuffer(4),
    };
  }
}
