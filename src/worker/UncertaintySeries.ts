import * as Comlink from 'comlink';
import type { Image } from '../data/Image';
import { buffersOfImages } from './buffersToTransfer';
import { EngineError } from './EngineError';
import type { EngineWorker } from './EngineWorker';
import type { SeriesHandle, SeriesInput, TrainedModel } from './protocol';

/** Opens a series in the Worker. */
type OpenSeries = (model: TrainedModel, input: SeriesInput) => Promise<SeriesHandle>;

/** The series whose uncertainty is asked for; it stays open from one image to the next. */
export class UncertaintySeries {
  private open: { name: string; handle: Promise<SeriesHandle> } | undefined;

  constructor(
    private readonly worker: EngineWorker,
    private readonly openSeries: OpenSeries,
  ) {}

  /**
   * How undecided a model is at each pixel of an image, 0..255. The memory of the pixels passes to the
   * Worker.
   *
   * @param name equal for images of one series with the same masks drawn on it
   * @param describe describes the series when it has to be opened
   * @param read reads the image; called again if the series was closed in the meantime, as by a training
   */
  async of(
    model: TrainedModel,
    name: string,
    describe: () => Promise<SeriesInput>,
    read: () => Promise<Image>,
  ): Promise<Uint8Array> {
    const wanted = `${model.summary.id} ${name}`;
    const reused = this.open?.name === wanted;
    try {
      if (!reused) {
        await this.close();
        const handle = describe().then((input) => this.openSeries(model, { ...input, probabilities: true }));
        this.open = { name: wanted, handle };
      }
      const handle = await this.open?.handle;
      const image = await read();
      return await this.worker.call((engine) =>
        engine.uncertainty(handle as SeriesHandle, Comlink.transfer(image, buffersOfImages([image]))),
      );
    } catch (error) {
      this.open = undefined;
      const code = EngineError.from(error).code;
      if (reused && (code === 'internal' || code === 'worker-lost'))
        return this.of(model, name, describe, read);
      throw error;
    }
  }

  /** Closes the series; asking again opens it anew. */
  async close(): Promise<void> {
    const handle = await this.open?.handle.catch(() => undefined);
    this.open = undefined;
    if (handle === undefined || !this.worker.running) return;
    await this.worker.call((engine) => engine.closeSeries(handle)).catch(() => undefined);
  }
}
