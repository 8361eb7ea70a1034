import * as Comlink from 'comlink';
import type { Image } from '../data/Image';
import type { PredictableSeries } from '../inference/PredictableSeries';
import type { PredictSeriesOptions, SeriesEvent } from '../inference/predictSeries';
import { predictSeries } from '../inference/predictSeries';
import { buffersOfImages, buffersOfSeries } from './buffersToTransfer';
import { EngineError } from './EngineError';
import { EngineWorker } from './EngineWorker';
import type { PingTiming } from './PingWatch';
import type {
  BackendStatus,
  CarriedMask,
  EngineDiagnostics,
  EngineOptions,
  ExtendRequest,
  ModelSummary,
  PrepareRequest,
  SeriesHandle,
  SeriesInput,
  SeriesRequest,
  TrainCallbacks,
  TrainedModel,
  TrainRequest,
} from './protocol';
import { PreviewSeries } from './PreviewSeries';
import type { Recovery } from './TrainingRun';
import { TrainingRun } from './TrainingRun';
import { UncertaintySeries } from './UncertaintySeries';

/**
 * The engine's client on the main thread: trains, loads models and predicts in a Worker. If that Worker is
 * lost, all pending calls fail with `worker-lost`, and the next {@link start} starts a new one.
 */
export class EngineClient {
  private readonly worker: EngineWorker;
  private readonly lostListeners = new Set<(error: EngineError) => void>();
  private readonly recoveredListeners = new Set<(status: BackendStatus, text: string) => void>();
  private readonly trainings = new Set<TrainingRun>();
  /** Number of training requests so far. */
  private requests = 0;
  private closed = false;
  /** For masks of the running training. */
  readonly previews: PreviewSeries;
  /** For the map of one image after the other. */
  readonly uncertainty: UncertaintySeries;

  /**
   * @param createWorker creates a Worker that runs `worker/entry.ts`
   * @param options for starting the engine in every Worker; can be changed by {@link setOptions}
   * @param timing of the pings that detect a Worker without response
   */
  constructor(
    createWorker: () => Worker,
    private options: EngineOptions,
    timing?: PingTiming,
  ) {
    this.worker = new EngineWorker(createWorker, (error) => this.announceLoss(error), timing);
    this.previews = new PreviewSeries(this.worker);
    this.uncertainty = new UncertaintySeries(this.worker, (model, input) => this.openSeries(model, input));
  }

  /** Sets the options for the next start; a running Worker is not affected. */
  setOptions(options: EngineOptions): void {
    this.options = options;
  }

  /** True while a Worker is alive. */
  get running(): boolean {
    return this.worker.running;
  }

  /**
   * Registers a listener that is called when the Worker dies, stops responding, or loses its device. Returns
   * a function that unsubscribes.
   */
  onLost(listener: (error: EngineError) => void): () => void {
    this.lostListeners.add(listener);
    return () => this.lostListeners.delete(listener);
  }

  /**
   * Registers a listener for trainings that continue in a new Worker after their device was lost. It is
   * called with the new backend and one sentence for the user; the new Worker holds no model yet. Returns a
   * function that unsubscribes.
   */
  onRecovered(listener: (status: BackendStatus, text: string) => void): () => void {
    this.recoveredListeners.add(listener);
    return () => this.recoveredListeners.delete(listener);
  }

  /** Starts a Worker and its backend; further calls return the same result. */
  start(): Promise<BackendStatus> {
    if (this.closed) return Promise.reject(new EngineError('cancelled', 'The engine was ended.'));
    return this.worker.start(this.options);
  }

  /** Starts the engine, and compiles what a training will need, while there is time. */
  async prepare(request: PrepareRequest): Promise<BackendStatus> {
    const status = await this.start();
    await this.worker.call((engine) => engine.prepare(request));
    return status;
  }

  /** Trains; continues in a new Worker if the device is lost, see {@link TrainingRun}. */
  async train(request: TrainRequest, callbacks: TrainCallbacks): Promise<TrainedModel> {
    const training = new TrainingRun(this.worker, request, callbacks, this.recovery(), ++this.requests);
    this.trainings.add(training);
    this.previews.forget();
    try {
      await this.start();
      return await training.train();
    } finally {
      this.trainings.delete(training);
    }
  }

  /**
   * Ends the running training after its current step; {@link train} then resolves with the best model so far.
   */
  async stop(): Promise<void> {
    for (const training of this.trainings) training.requestStop();
    if (this.running) await this.worker.call((engine) => engine.stop());
  }

  /** Loads a model, so that it can predict. */
  async load(model: TrainedModel): Promise<ModelSummary> {
    await this.start();
    return this.worker.call((engine) => engine.load(model.bytes));
  }

  /**
   * Predicts a series with a model, which is sent to the Worker if it is not loaded there. Aborting `signal`
   * ends the prediction without the clean-up. The memory of all pixels and labelmaps passes to the Worker,
   * because copying it would block this thread: the caller's arrays are empty afterwards.
   *
   * @param images of the series, in any order, without the drawn ones
   */
  async *predictSeries(
    model: TrainedModel,
    input: SeriesInput,
    images: AsyncIterable<Image> | Iterable<Image>,
    options: PredictSeriesOptions = {},
  ): AsyncGenerator<SeriesEvent> {
    const handle = await this.openSeries(model, input);
    const series: PredictableSeries = {
      predict: (batch) =>
        this.worker.call((engine) =>
          engine.predict(handle, Comlink.transfer([...batch], buffersOfImages(batch))),
        ),
      finish: () => this.worker.call((engine) => engine.finish(handle)),
    };
    try {
      yield* predictSeries(series, images, options);
    } finally {
      // If the Worker is gone, so is the series.
      await this.worker.call((engine) => engine.closeSeries(handle)).catch(() => undefined);
    }
  }

  /**
   * The probability of each segment of a model, 0..255, on images of a series, one image after the other. The
   * memory of their pixels passes to the Worker.
   */
  async *segmentProbabilities(
    model: TrainedModel,
    input: SeriesInput,
    images: AsyncIterable<Image>,
  ): AsyncGenerator<{ id: string; planes: Uint8Array[] }> {
    const handle = await this.openSeries(model, { ...input, probabilities: true });
    try {
      for await (const image of images) {
        const { id } = image;
        const planes = await this.worker.call((engine) =>
          engine.probabilities(handle, Comlink.transfer(image, buffersOfImages([image]))),
        );
        yield { id, planes };
      }
    } finally {
      await this.worker.call((engine) => engine.closeSeries(handle)).catch(() => undefined);
    }
  }

  /**
   * Carries a mask over to the neighbouring images. The memory of all pixels passes to the Worker: the
   * caller's arrays are empty afterwards.
   */
  async extendMask(request: ExtendRequest): Promise<CarriedMask[]> {
    await this.start();
    const { image, before, after } = request;
    const buffers = buffersOfImages([image, ...before, ...after]);
    return this.worker.call((engine) => engine.extendMask(Comlink.transfer(request, buffers)));
  }

  /** Opens a series; loads the model first if needed: a Worker starts with none and keeps only a few. */
  private async openSeries(model: TrainedModel, input: SeriesInput): Promise<SeriesHandle> {
    await this.start();
    const modelId = model.summary.id;
    // Asked first, because a description that was transferred cannot be sent again.
    if (!(await this.worker.call((engine) => engine.holds(modelId)))) await this.load(model);
    const request: SeriesRequest = { ...input, modelId };
    return this.worker.call((engine) => engine.openSeries(Comlink.transfer(request, buffersOfSeries(input))));
  }

  /**
   * Diagnostics of the running Worker; without one, those of the last Worker if its backend failed to start.
   * Does not start a Worker.
   */
  diagnostics(): Promise<EngineDiagnostics | undefined> {
    return this.worker.diagnostics();
  }

  /** Frees the engine's tensors and device, then ends the Worker. */
  async dispose(): Promise<{ tensors: number; bytes: number }> {
    for (const training of this.trainings) training.cancel();
    if (!this.running) return { tensors: 0, bytes: 0 };
    try {
      return await this.worker.call((engine) => engine.dispose());
    } finally {
      this.worker.end(new EngineError('cancelled', 'The engine was ended.'));
    }
  }

  /** Like {@link dispose}, but final: later and waiting starts are rejected. */
  async close(): Promise<void> {
    this.closed = true;
    await this.dispose();
  }

  private recovery(): Recovery {
    return {
      restart: (onWasm) => {
        this.previews.forget();
        if (onWasm) this.options = { ...this.options, backend: 'wasm' };
        return this.start();
      },
      onFailed: (error) => this.announceLoss(error),
      onRecovered: (status, text) => {
        for (const listener of this.recoveredListeners) listener(status, text);
      },
    };
  }

  private announceLoss(error: EngineError): void {
    for (const listener of this.lostListeners) listener(error);
  }
}
