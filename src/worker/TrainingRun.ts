import * as Comlink from 'comlink';
import { EngineError } from './EngineError';
import type { EngineWorker } from './EngineWorker';
import type { BackendStatus, TrainCallbacks, TrainedModel, TrainingImages, TrainRequest } from './protocol';

/** How a {@link TrainingRun} gets a new Worker after a loss. */
export interface Recovery {
  /** Starts a Worker, on WASM if asked. */
  restart(onWasm: boolean): Promise<BackendStatus>;
  /** Called when no Worker could be started, with the loss. */
  onFailed(error: EngineError): void;
  /** Called when the training continues, with one sentence for the user. */
  onRecovered(status: BackendStatus, text: string): void;
}

/** After this many losses of the device a training fails. */
const MAX_LOSSES = 3;

/**
 * A training, seen from the main thread. If the device is lost, it continues from its last checkpoint: first
 * in a new Worker, after a second loss on WASM.
 */
export class TrainingRun {
  private stopRequested = false;
  private cancelled = false;
  private resume: TrainRequest['resume'];

  /** @param imagesId identifies the images of this training in the Worker */
  constructor(
    private readonly worker: EngineWorker,
    private readonly request: TrainRequest,
    private readonly callbacks: TrainCallbacks,
    private readonly recovery: Recovery,
    private readonly imagesId: number,
  ) {
    this.resume = request.resume;
  }

  /** Trains in the running Worker. */
  async train(): Promise<TrainedModel> {
    for (let losses = 1; ; losses++) {
      try {
        return await this.attempt(losses < MAX_LOSSES);
      } catch (error) {
        const isLost = error instanceof EngineError && error.code === 'device-lost';
        if (!isLost || losses === MAX_LOSSES || this.cancelled) throw error;
        await this.recover(losses, error);
      }
    }
  }

  /** Ends the training as soon as it has begun, if it has not; a running one is ended by the engine. */
  requestStop(): void {
    this.stopRequested = true;
  }

  /** Prevents a recovery, which would start another Worker. */
  cancel(): void {
    this.cancelled = true;
  }

  private async attempt(recovers: boolean): Promise<TrainedModel> {
    const rest = await this.sendImages();
    return this.worker.call((engine) => {
      const answer = engine.train({ ...rest, resume: this.resume }, Comlink.proxy(this.observe()));
      // Stop was pressed before the training began in this Worker.
      if (this.stopRequested) void engine.stop();
      return answer;
    }, recovers);
  }

  /** Callbacks that also keep the last checkpoint and note that the Worker is alive. */
  private observe(): TrainCallbacks {
    const { worker, callbacks } = this;
    return {
      onProgress: (progress) => {
        worker.hear();
        callbacks.onProgress(progress);
      },
      onCheckpoint: (model) => {
        worker.hear();
        callbacks.onCheckpoint(model);
      },
      onPreview: () => {
        worker.hear();
        callbacks.onPreview?.();
      },
      onResumable: (checkpoint) => {
        worker.hear();
        this.resume = checkpoint;
        callbacks.onResumable?.(checkpoint);
      },
    };
  }

  /**
   * Sends the images of the training one by one, each in a task of its own. They are copied, not transferred,
   * because another Worker needs them if this one loses its device.
   *
   * @returns the request without them
   */
  private async sendImages(): Promise<TrainRequest> {
    const { imagesId, request } = this;
    const { examples, between = [] } = request;
    const send = (images: Partial<TrainingImages>) =>
      this.worker.call((engine) => engine.addImages(imagesId, images));
    for (const example of examples) await send({ examples: [example] });
    for (const image of between) await send({ between: [image] });
    return { ...request, examples: [], between: [], imagesId };
  }

  /**
   * Starts a new Worker after the first loss; on WASM after the second, or if WebGPU does not start again.
   */
  private async recover(losses: number, error: EngineError): Promise<void> {
    const { recovery } = this;
    const onWasm = () => recovery.restart(true);
    const attempt = losses === 1 ? recovery.restart(false).catch(onWasm) : onWasm();
    const status = await attempt.catch(() => {
      if (!this.cancelled) recovery.onFailed(error);
      throw error;
    });
    if (this.cancelled) throw new EngineError('cancelled', 'The engine was ended.');
    const from = this.resume === undefined ? 'from the start' : 'from its last checkpoint';
    const text = `The graphics device was lost; training continues ${from} on ${status.label}.`;
    recovery.onRecovered(status, text);
  }
}
