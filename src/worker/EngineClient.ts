import * as Comlink from 'comlink';
import type { Image } from '../data/Image';
import type { PredictableSeries } from '../inference/PredictableSeries';
import type { PredictSeriesOptions, SeriesEvent } from '../inference/predictSeries';
import { predictSeries } from '../inference/predictSeries';
import { buffersOfImages, buffersOfSeries } from './buffersToTransfer';
import { EngineError } from './EngineError';
import type {
  BackendStatus,
  Engine,
  EngineDiagnostics,
  EngineOptions,
  ModelSummary,
  SeriesHandle,
  SeriesInput,
  SeriesRequest,
  TrainCallbacks,
  TrainedModel,
  TrainingImages,
  TrainRequest,
} from './protocol';

/** Timing of the watchdog; tests shorten it. */
export interface WatchdogOptions {
  /** Interval between pings while a call is pending, ms. */
  pingMs: number;
  /** The Worker counts as lost after this many unanswered pings in a row. */
  missedPings: number;
}

const WATCHDOG: WatchdogOptions = { pingMs: 5000, missedPings: 12 };

/**
 * The engine's client on the main thread. It owns one Worker, detects when that Worker dies or stops
 * responding (all pending calls then fail with `worker-lost`), and starts a new one on the next
 * {@link start}.
 */
export class EngineClient {
  private worker: Worker | undefined;
  private engine: Comlink.Remote<Engine> | undefined;
  private starting: Promise<BackendStatus> | undefined;
  private readonly pending = new Set<(error: EngineError) => void>();
  private readonly lostListeners = new Set<(error: EngineError) => void>();
  private watchdog: ReturnType<typeof setInterval> | undefined;
  private missed = 0;
  private failedStart: EngineDiagnostics | undefined;
  private readonly recoveredListeners = new Set<(status: BackendStatus, text: string) => void>();
  private stopRequested = false;
  /** Number of training requests so far. */
  private requests = 0;
  /** Number of {@link dispose} calls so far; a recovering training must not start a Worker after one. */
  private disposals = 0;
  private closed = false;

  /**
   * @param createWorker creates a Worker that runs `worker/entry.ts`
   * @param options for starting the engine in every Worker; can be changed by {@link setOptions}
   */
  constructor(
    private readonly createWorker: () => Worker,
    private options: EngineOptions,
    private readonly watchdogOptions: WatchdogOptions = WATCHDOG,
  ) {}

  /** Sets the options for the next start; a running Worker is not affected. */
  setOptions(options: EngineOptions): void {
    this.options = options;
  }

  /** True while a Worker is alive. */
  get running(): boolean {
    return this.worker !== undefined;
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
    if (!this.starting) {
      const starting = this.startWorker().catch((error: unknown) => {
        // Another Worker may have been started in the meantime.
        if (this.starting === starting) this.drop();
        throw error;
      });
      this.starting = starting;
    }
    return this.starting;
  }

  /**
   * Trains. If the device is lost, training continues from its last checkpoint: first in a new Worker, after
   * a second loss on WASM.
   */
  async train(request: TrainRequest, callbacks: TrainCallbacks): Promise<TrainedModel> {
    this.stopRequested = false;
    const { disposals } = this;
    await this.start();
    let resume = request.resume;
    const alive: TrainCallbacks = {
      onProgress: (progress) => {
        this.missed = 0;
        callbacks.onProgress(progress);
      },
      onCheckpoint: (model) => {
        this.missed = 0;
        callbacks.onCheckpoint(model);
      },
      onResumable: (checkpoint) => {
        this.missed = 0;
        resume = checkpoint;
        callbacks.onResumable?.(checkpoint);
      },
    };
    for (let losses = 1; ; losses++) {
      try {
        const rest = await this.sendImages(request);
        const training = this.guard((engine) => {
          const answer = engine.train({ ...rest, resume }, Comlink.proxy(alive));
          // Stop was pressed before the training began in this Worker.
          if (this.stopRequested) void engine.stop();
          return answer;
        }, losses <= 2);
        return await training;
      } catch (error) {
        const lost = error instanceof EngineError && error.code === 'device-lost';
        if (!lost || losses > 2 || disposals !== this.disposals) throw error;
        await this.recover(losses, resume !== undefined, error);
      }
    }
  }

  /**
   * Sends the images of a training one by one, each in a task of its own. They are copied, not transferred,
   * because another Worker needs them if this one loses its device.
   *
   * @returns the request without them
   */
  private async sendImages(request: TrainRequest): Promise<TrainRequest> {
    const imagesId = ++this.requests;
    const { examples, unlabelled = [], between = [] } = request;
    const send = (images: Partial<TrainingImages>) =>
      this.guard((engine) => engine.addImages(imagesId, images));
    for (const example of examples) await send({ examples: [example] });
    for (const image of unlabelled) await send({ unlabelled: [image] });
    for (const image of between) await send({ between: [image] });
    return { ...request, examples: [], unlabelled: [], between: [], imagesId };
  }

  /**
   * Starts a new Worker after the first loss; on WASM after the second, or if WebGPU does not start again.
   */
  private async recover(losses: number, resumable: boolean, error: EngineError): Promise<void> {
    const { disposals } = this;
    const onWasm = () => {
      this.options = { ...this.options, backend: 'wasm' };
      return this.start();
    };
    const attempt = losses === 1 ? this.start().catch(onWasm) : onWasm();
    const status = await attempt.catch(() => {
      if (disposals === this.disposals) for (const listener of this.lostListeners) listener(error);
      throw error;
    });
    if (disposals !== this.disposals) throw new EngineError('cancelled', 'The engine was ended.');
    const from = resumable ? 'from its last checkpoint' : 'from the start';
    const text = `The graphics device was lost; training continues ${from} on ${status.label}.`;
    for (const listener of this.recoveredListeners) listener(status, text);
  }

  /**
   * Ends the running training after its current step; {@link train} then resolves with the best model so far.
   */
  async stop(): Promise<void> {
    this.stopRequested = true;
    if (this.engine) await this.guard((engine) => engine.stop());
  }

  /** Loads a model, so that it can predict. */
  async load(model: TrainedModel): Promise<ModelSummary> {
    await this.start();
    return this.guard((engine) => engine.load(model.bytes));
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
        this.guard((engine) => engine.predict(handle, Comlink.transfer([...batch], buffersOfImages(batch)))),
      finish: () => this.guard((engine) => engine.finish(handle)),
    };
    try {
      yield* predictSeries(series, images, options);
    } finally {
      // If the Worker is gone, so is the series.
      await this.guard((engine) => engine.closeSeries(handle)).catch(() => undefined);
    }
  }

  /** Opens a series; loads the model first if needed: a Worker starts with none and keeps only a few. */
  private async openSeries(model: TrainedModel, input: SeriesInput): Promise<SeriesHandle> {
    await this.start();
    const modelId = model.summary.id;
    // Asked first, because a description that was transferred cannot be sent again.
    if (!(await this.guard((engine) => engine.holds(modelId)))) await this.load(model);
    const request: SeriesRequest = { ...input, modelId };
    return this.guard((engine) => engine.openSeries(Comlink.transfer(request, buffersOfSeries(input))));
  }

  /**
   * Diagnostics of the running Worker; without one, those of the last Worker if its backend failed to start.
   * Does not start a Worker.
   */
  async diagnostics(): Promise<EngineDiagnostics | undefined> {
    return this.engine ? this.guard((engine) => engine.diagnostics()) : this.failedStart;
  }

  /** Frees the engine's tensors and device, then ends the Worker. */
  async dispose(): Promise<{ tensors: number; bytes: number }> {
    this.disposals++;
    if (!this.engine) return { tensors: 0, bytes: 0 };
    try {
      return await this.guard((engine) => engine.dispose());
    } finally {
      this.drop();
      // Pending calls will never be answered; their callers would wait forever.
      this.failPending(new EngineError('cancelled', 'The engine was ended.'));
    }
  }

  /** Like {@link dispose}, but final: later and waiting starts are rejected. */
  async close(): Promise<void> {
    this.closed = true;
    await this.dispose();
  }

  private async startWorker(): Promise<BackendStatus> {
    const worker = this.createWorker();
    this.worker = worker;
    this.engine = Comlink.wrap<Engine>(worker);
    worker.addEventListener('error', (event) =>
      this.lose(new EngineError('worker-lost', workerLostMessage(event.message))),
    );
    const started = this.guard((engine) => engine.start(this.options));
    return started.catch(async (error: unknown) => {
      // The Worker is about to be terminated; keep what it knows about the failure.
      this.failedStart = await this.diagnostics().catch(() => undefined);
      throw error;
    });
  }

  /** Runs one call and rejects if the Worker is lost meanwhile, which comlink alone does not detect. */
  private guard<T>(call: (engine: Comlink.Remote<Engine>) => Promise<T>, recoverable = false): Promise<T> {
    const engine = this.engine;
    if (!engine) return Promise.reject(new EngineError('worker-lost', workerLostMessage('')));
    return new Promise<T>((resolve, reject) => {
      const settle = (finish: () => void) => {
        this.pending.delete(reject);
        if (this.pending.size === 0) this.stopWatchdog();
        finish();
      };
      this.pending.add(reject);
      this.startWatchdog();
      call(engine).then(
        (value) => settle(() => resolve(value)),
        (raw: unknown) => {
          const error = EngineError.from(raw);
          settle(() => reject(error));
          // A lost device takes the whole backend with it; only a new Worker gets a new device.
          if (error.code === 'device-lost') this.lose(error, !recoverable);
        },
      );
    });
  }

  /**
   * Counts unanswered pings rather than time, so that a computer waking from sleep does not look like a dead
   * Worker.
   */
  private startWatchdog(): void {
    if (this.watchdog !== undefined) return;
    this.missed = 0;
    this.watchdog = setInterval(() => {
      if (++this.missed > this.watchdogOptions.missedPings) {
        this.lose(new EngineError('worker-lost', workerLostMessage('')));
        return;
      }
      void this.engine?.ping().then(
        () => (this.missed = 0),
        () => undefined,
      );
    }, this.watchdogOptions.pingMs);
  }

  private stopWatchdog(): void {
    clearInterval(this.watchdog);
    this.watchdog = undefined;
  }

  private lose(error: EngineError, announced = true): void {
    if (!this.worker) return;
    this.drop();
    this.failPending(error);
    if (!announced) return;
    for (const listener of this.lostListeners) listener(error);
  }

  private failPending(error: EngineError): void {
    for (const reject of this.pending) reject(error);
    this.pending.clear();
  }

  private drop(): void {
    this.stopWatchdog();
    this.worker?.terminate();
    this.worker = undefined;
    this.engine = undefined;
    this.starting = undefined;
  }
}

function workerLostMessage(detail: string): string {
  return (
    'The training process ended unexpectedly' +
    (detail ? ` (${detail})` : '') +
    '. Your drawn masks and the last good model are kept. Press Train to start again; ' +
    'if it happens repeatedly, close other tabs to free memory or choose the preset Fast.'
  );
}
