import * as Comlink from 'comlink';
import { EngineError } from './EngineError';
import type { PingTiming } from './PingWatch';
import { PingWatch } from './PingWatch';
import type { BackendStatus, Engine, EngineDiagnostics, EngineOptions } from './protocol';

/**
 * The Worker that runs the engine, seen from the main thread. All pending calls fail when it dies, stops
 * responding or loses its device; the next {@link start} starts a new one.
 */
export class EngineWorker {
  private worker: Worker | undefined;
  private engine: Comlink.Remote<Engine> | undefined;
  private starting: Promise<BackendStatus> | undefined;
  private readonly pending = new Set<(error: EngineError) => void>();
  private readonly watch: PingWatch;
  private failedStart: EngineDiagnostics | undefined;

  /**
   * @param createWorker creates a Worker that runs `worker/entry.ts`
   * @param onLost called when the Worker is lost, unless the pending call recovers from it
   * @param timing of the pings while a call is pending
   */
  constructor(
    private readonly createWorker: () => Worker,
    private readonly onLost: (error: EngineError) => void,
    timing?: PingTiming,
  ) {
    this.watch = new PingWatch(
      () => this.engine?.ping(),
      () => this.lose(lostError('')),
      timing,
    );
  }

  /** True while a Worker is alive. */
  get running(): boolean {
    return this.worker !== undefined;
  }

  /** Starts a Worker and its backend; further calls return the same result. */
  start(options: EngineOptions): Promise<BackendStatus> {
    if (!this.starting) {
      const starting = this.startWorker(options).catch((error: unknown) => {
        // Another Worker may have been started in the meantime.
        if (this.starting === starting) this.drop();
        throw error;
      });
      this.starting = starting;
    }
    return this.starting;
  }

  /**
   * Runs one call and rejects if the Worker is lost meanwhile, which comlink alone does not detect.
   *
   * @param recovers whether the caller recovers from the loss of the device, which is then not announced
   */
  call<T>(call: (engine: Comlink.Remote<Engine>) => Promise<T>, recovers = false): Promise<T> {
    const engine = this.engine;
    if (!engine) return Promise.reject(lostError(''));
    return new Promise<T>((resolve, reject) => {
      const settle = (finish: () => void) => {
        this.pending.delete(reject);
        if (this.pending.size === 0) this.watch.stop();
        finish();
      };
      this.pending.add(reject);
      this.watch.start();
      call(engine).then(
        (value) => settle(() => resolve(value)),
        (raw: unknown) => {
          const error = EngineError.from(raw);
          settle(() => reject(error));
          // A lost device takes the whole backend with it; only a new Worker gets a new device.
          if (error.code === 'device-lost') this.lose(error, !recovers);
        },
      );
    });
  }

  /** Notes that the Worker has sent something, which proves that it is alive. */
  hear(): void {
    this.watch.hear();
  }

  /**
   * Diagnostics of the running Worker; without one, those of the last Worker if its backend failed to start.
   */
  async diagnostics(): Promise<EngineDiagnostics | undefined> {
    return this.engine ? this.call((engine) => engine.diagnostics()) : this.failedStart;
  }

  /** Terminates the Worker; pending calls fail with the error, as they will never be answered. */
  end(error: EngineError): void {
    this.drop();
    for (const reject of this.pending) reject(error);
    this.pending.clear();
  }

  private async startWorker(options: EngineOptions): Promise<BackendStatus> {
    const worker = this.createWorker();
    this.worker = worker;
    this.engine = Comlink.wrap<Engine>(worker);
    worker.addEventListener('error', (event) => this.lose(lostError(event.message)));
    const started = this.call((engine) => engine.start(options));
    return started.catch(async (error: unknown) => {
      // The Worker is about to be terminated; keep what it knows about the failure.
      this.failedStart = await this.diagnostics().catch(() => undefined);
      throw error;
    });
  }

  private lose(error: EngineError, announced = true): void {
    if (!this.worker) return;
    this.end(error);
    if (announced) this.onLost(error);
  }

  private drop(): void {
    this.watch.stop();
    this.worker?.terminate();
    this.worker = undefined;
    this.engine = undefined;
    this.starting = undefined;
  }
}

function lostError(detail: string): EngineError {
  return new EngineError(
    'worker-lost',
    'The training process ended unexpectedly' +
      (detail ? ` (${detail})` : '') +
      '. Your drawn masks and the last good model are kept. Press Train to start again; ' +
      'if it happens repeatedly, close other tabs to free memory or choose the preset Fast.',
  );
}
