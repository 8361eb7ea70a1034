import * as Comlink from 'comlink';
import type { Image } from '../data/Image';
import type { SeriesSample } from '../data/SeriesSample';
import { buffersOfImages, buffersOfSeries } from './buffersToTransfer';
import type { EngineWorker } from './EngineWorker';
import { PREVIEW_MODEL } from './previewModel';
import type { Prediction, SeriesHandle } from './protocol';

/** Predicts images with what the running training has learnt so far; each series is opened once. */
export class PreviewSeries {
  private open = new Map<string, Promise<SeriesHandle>>();

  constructor(private readonly worker: EngineWorker) {}

  /**
   * Predicts an image between two steps. The memory of the pixels passes to the Worker.
   *
   * @param series id of its series
   * @param sample samples the series when it has to be opened
   * @throws EngineError `no-model` or `internal` when no training has anything to preview
   */
  async of(series: string, sample: () => Promise<SeriesSample>, image: Image): Promise<Prediction> {
    const handle = this.open.get(series) ?? sample().then((sampled) => this.openSeries(sampled));
    this.open.set(series, handle);
    try {
      const opened = await handle;
      const [prediction] = await this.worker.call((engine) =>
        engine.predict(opened, Comlink.transfer([image], buffersOfImages([image]))),
      );
      return prediction;
    } catch (error) {
      if (this.open.get(series) === handle) this.open.delete(series);
      throw error;
    }
  }

  /** Opens all series anew; call it when a training begins, which closes them, and in a new Worker. */
  forget(): void {
    this.open = new Map();
  }

  private openSeries(sample: SeriesSample): Promise<SeriesHandle> {
    const request = { modelId: PREVIEW_MODEL, sample };
    return this.worker.call((engine) =>
      engine.openSeries(Comlink.transfer(request, buffersOfSeries({ sample }))),
    );
  }
}
