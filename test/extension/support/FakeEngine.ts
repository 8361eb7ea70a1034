import type { EngineError } from '../../../src/worker/EngineError';
import type { Image } from '../../../src/data/Image';
import type { PredictSeriesOptions } from '../../../src/inference/predictSeries';
import { predictSeries } from '../../../src/inference/predictSeries';
import type { ModelDescription } from '../../../src/data/ModelDescription';
import { writeModel } from '../../../src/storage/modelFile';
import type { SeriesSample } from '../../../src/data/SeriesSample';
import { extendMask, type ExtendRequest } from '../../../src/propagation/extendMask';
import { modelId } from '../../../src/storage/modelId';
import type {
  BackendStatus,
  SeriesInput,
  TrainCallbacks,
  TrainedModel,
  TrainingCheckpoint,
  TrainRequest,
} from '../../../src/worker/protocol';

export const backend: BackendStatus = { name: 'wasm', label: 'WASM', reason: '', software: false };

/** An engine that marks the bright half of every image, and can be set to fail. */
export class FakeEngine {
  started = 0;
  loaded: TrainedModel[] = [];
  requests: TrainRequest[] = [];
  predictedOrder: string[] = [];
  /** The description of each predicted series. */
  series: SeriesInput[] = [];
  private readonly predictedMasks = new Map<string, Uint8Array>();
  private models = 0;
  private readonly held = new Set<string>();
  /** Number of pixels that it marks on each image. */
  marked = 8;
  /** Reported by each training. */
  checkpoint: TrainingCheckpoint | undefined;
  failTraining: EngineError | undefined;
  failPrediction: EngineError | undefined;
  onPredict: (images: readonly Image[], input: SeriesInput) => void = () => undefined;
  private lost: (error: EngineError) => void = () => undefined;

  prepare = async () => this.start();
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
  /** Runs in the middle of each training. */
  whileTraining: (callbacks: TrainCallbacks) => Promise<void> | void = () => undefined;
  train = async (request: TrainRequest, callbacks: TrainCallbacks) => {
    const { onProgress, onCheckpoint, onResumable } = callbacks;
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
    await this.whileTraining(callbacks);
    if (this.checkpoint) onResumable?.(this.checkpoint);
    if (this.failTraining) {
      if (this.failTraining.code === 'worker-lost') this.lost(this.failTraining);
      throw this.failTraining;
    }
    this.held.add(model.summary.id);
    return model;
  };
  stop = async () => undefined;
  load = async (model: TrainedModel) => {
    this.loaded.push(model);
    this.held.add(model.summary.id);
    return model.summary;
  };
  predictSeries = async function* (
    this: FakeEngine,
    model: TrainedModel,
    input: SeriesInput,
    images: AsyncIterable<Image>,
    options: PredictSeriesOptions,
  ) {
    if (!this.held.has(model.summary.id)) await this.load(model);
    this.series.push(input);
    yield* predictSeries(
      { predict: (batch) => this.predict(batch, input), finish: () => this.finish(input) },
      images,
      options,
    );
  };
  /** Removes one pixel, so that a test can see that the result was written. */
  finish = async ({ ids = [], drawn = [] }: SeriesInput) =>
    ids.flatMap((id) => {
      const labelmap = this.predictedMasks.get(id);
      return labelmap && !drawn.some((known) => known.id === id)
        ? [{ id, labelmap: labelmap.map((value, i) => (i === 7 ? 0 : value)) }]
        : [];
    });
  private async predict(images: readonly Image[], input: SeriesInput) {
    this.onPredict(images, input);
    if (this.failPrediction) throw this.failPrediction;
    return images.map((image) => {
      this.predictedOrder.push(image.id);
      const labelmap = new Uint8Array(image.rows * image.columns).fill(1, 0, this.marked);
      this.predictedMasks.set(image.id, labelmap);
      return { id: image.id, labelmap, confidence: 0.75 };
    });
  }
  /** A certainty of about one half of every segment on every pixel. */
  async *segmentProbabilities({ summary }: TrainedModel, input: SeriesInput, images: AsyncIterable<Image>) {
    this.series.push(input);
    for await (const { id, rows, columns } of images) {
      yield { id, planes: summary.segments.map(() => new Uint8Array(rows * columns).fill(128)) };
    }
  }
  extendMask = async (request: ExtendRequest) => extendMask(request);
  /** Names of the series whose uncertainty was asked for, with the image. */
  mapped: string[] = [];
  readonly uncertainty = {
    of: async (
      _: TrainedModel,
      name: string,
      describe: () => Promise<SeriesInput>,
      read: () => Promise<Image>,
    ): Promise<Uint8Array> => {
      if (!this.mapped.some((known) => known.startsWith(name))) this.series.push(await describe());
      const { id, rows, columns } = await read();
      this.mapped.push(`${name} ${id}`);
      return new Uint8Array(rows * columns).fill(128);
    },
    close: async () => undefined,
  };
  /** Images of which previews were asked for. */
  previewed: string[] = [];
  readonly previews = {
    of: async (_: string, __: () => Promise<SeriesSample>, { id, rows, columns }: Image) => {
      this.previewed.push(id);
      return { id, labelmap: new Uint8Array(rows * columns).fill(1, 0, 4), confidence: 1 };
    },
  };
  dispose = async () => ({ tensors: 0, bytes: 0 });
  setOptions = () => undefined;

  model({ segments, preset, trainedOn }: TrainRequest): TrainedModel {
    const seconds = { preparing: 0, generator: 0, segmenter: 0, total: 1 };
    const validation = { validationDice: 0.8, validatedOn: 'held-out' as const };
    const description: ModelDescription = {
      segments,
      field: { edgeMm: 100, centres: {}, relativeCentre: { row: 0.5, column: 0.5 } },
      network: { kind: 'unet', size: 64, width: 1, levels: 1, classes: segments.length + 1 },
    };
    // Different for each model, and so are the ids.
    const weights = new Map([['w', { shape: [8], values: new Float32Array(8).fill(++this.models) }]]);
    const summary = {
      id: modelId(description, weights),
      name: 'Ventricle',
      segments,
      channels: 1 as const,
      trainedOn: { modalities: [], bodyParts: [], units: [], ...trainedOn, images: 2 },
      software: 'test',
      preset,
      backend: backend.name,
      ingredients: [],
      ...validation,
    };
    const metadata = { ...summary, stopped: false, size: 64, fieldMm: 100, seconds };
    return { summary: metadata, bytes: writeModel({ description, weights, metadata }) };
  }
}
