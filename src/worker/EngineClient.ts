import * as Comlink from 'comlink';
import type { Image } from '../data/Image';
import type { PredictableSeries } from '../inference/PredictableSeries';
import type { PredictSeriesOptions, SeriesEvent } from '../inference/predictSeries';
import { predictSeries } from '../inference/predictSeries';
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
  TrainRequest,
} from './protocol';

/** Times of the watchdog; tests shorten them. */
export interface WatchdogOptions {
  /** A ping is sent this often while a call is pending, ms. */
  pingMs: number;
  /** The Worker counts as lost after this many pings in a row without any sign of life. */
  missedPings: number;
}

const WATCHDOG: WatchdogOptions = { pingMs: 5000, missedPings: 12 };

/**
 * The main thread's handle on the engine. It owns one Worker, notices when that Worker dies or falls silent
 * (then every pending call fails with `worker-lost`), and starts a fresh one on the next {@link start}.
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
  /** Counts {@link dispose}: a training that recovers must not start a Worker that nobody wants any more. */
  private disposals = 0;
  private closed = false;

  /**
   * @param createWorker makes a new Worker that runs `worker/entry.ts`
   * @param options how every Worker's engine is started; may be changed with {@link setOptions}
   */
  constructor(
    private readonly createWorker: () => Worker,
    private options: EngineOptions,
    private readonly watchdogOptions: WatchdogOptions = WATCHDOG,
  ) {}

  /** Options for the next start; a running Worker is not touched. */
  setOptions(options: EngineOptions): void {
    this.options = options;
  }

  /** True while a Worker is alive. */
  get running(): boolean {
    return this.worker !== undefined;
  }

  /** Called when the Worker died, fell silent, or lost its device. Returns a function that unsubscribes. */
  onLost(listener: (error: EngineError) => void): () => void {
    this.lostListeners.add(listener);
    return () => this.lostListeners.delete(listener);
  }

  /**
   * Called when a training goes on in a fresh Worker after its device was lost, with its backend and one sentence for
   * the reader. That Worker holds no model yet. Returns a function that unsubscribes.
   */
  onRecovered(listener: (status: BackendStatus, text: string) => void): () => void {
    this.recoveredListeners.add(listener);
    return () => this.recoveredListeners.delete(listener);
  }

  /** Starts a Worker and its backend; a second call returns the first one's answer. */
  start(): Promise<BackendStatus> {
    if (this.closed) return Promise.reject(new EngineError('cancelled', 'The engine was ended.'));
    if (!this.starting) {
      const starting = this.startWorker().catch((error: unknown) => {
        // Another Worker may have been started since.
        if (this.starting === starting) this.drop();
        throw error;
      });
      this.starting = starting;
    }
    return this.starting;
  }

  /**
   * Trains. When the device is lost, the training goes on from its last checkpoint: in a fresh Worker, and when that one
   * loses its device too, on WASM.
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
        const training = this.guard((engine) => {
          const answer = engine.train({ ...request, resume }, Comlink.proxy(alive));
          // Stop was pressed while no Worker could hear it.
          if (this.stopRequested && losses > 1) void engine.stop();
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

  /** Starts a fresh Worker after the first loss, one on WASM after the second or where WebGPU does not start again. */
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
    const from = resumable ? 'from the last checkpoint' : 'from its beginning';
    const text = `The graphics device was lost; the training goes on ${from}, on ${status.label}.`;
    for (const listener of this.recoveredListeners) listener(status, text);
  }

  async stop(): Promise<void> {
    this.stopRequested = true;
    if (this.engine) await this.guard((engine) => engine.stop());
  }

  /** Makes a model ready to predict. */
  async load(model: TrainedModel): Promise<ModelSummary> {
    await this.start();
    return this.guard((engine) => engine.load(model.bytes));
  }

  /**
   * Predicts a series with a model, which is given to the Worker where that does not hold it. Ends without the clean-up when
   * `signal` is aborted.
   *
   * @param images of the series, in any order, without those that are drawn
   */
  async *predictSeries(
    model: TrainedModel,
    input: SeriesInput,
    images: AsyncIterable<Image> | Iterable<Image>,
    options: PredictSeriesOptions = {},
  ): AsyncGenerator<SeriesEvent> {
    const handle = await this.openSeries(model, input);
    const series: PredictableSeries = {
      predict: (batch) => this.guard((engine) => engine.predict(handle, [...batch])),
      finish: () => this.guard((engine) => engine.finish(handle)),
    };
    try {
      yield* predictSeries(series, images, options);
    } finally {
      // With its Worker a series is gone, too.
      await this.guard((engine) => engine.closeSeries(handle)).catch(() => undefined);
    }
  }

  /** A fresh Worker holds no model, and any Worker only a few. */
  private async openSeries(model: TrainedModel, input: SeriesInput): Promise<SeriesHandle> {
    await this.start();
    const request: SeriesRequest = { ...input, modelId: model.summary.id };
    const open = () => this.guard((engine) => engine.openSeries(request));
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'no-model')) throw error;
      await this.load(model);
      return open();
    }
  }

  /** While no Worker runs, those of the last one whose backend did not start, if any; none is started for it. */
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
      // What still runs will never be answered; a pending promise would keep its caller busy for ever.
      this.failPending(new EngineError('cancelled', 'The engine was ended.'));
    }
  }

  /** Like {@link dispose}, for ever: whoever still waits to start a Worker is refused. */
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
      // The Worker is about to be ended; what it knows of the failure is wanted later.
      this.failedStart = await this.diagnostics().catch(() => undefined);
      throw error;
    });
  }

  /** Runs one call; fails it when the Worker is lost meanwhile, which comlink alone would never notice. */
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
          // A lost device takes the whole backend with it: only a fresh Worker gets a new one.
          if (error.code === 'device-lost') this.lose(error, !recoverable);
        },
      );
    });
  }

  /** Pings are counted, not timed, so that a computer waking from sleep does not look like a dead Worker. */
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
