import { CHANNELS } from '../data/Channels';
import type { Image } from '../data/Image';
import type { ModelDescription } from '../data/ModelDescription';
import type { CleanedMask } from '../inference/PredictableSeries';
import type { Prediction, Segmenter } from '../inference/Segmenter';
import { SeriesPredictor } from '../inference/SeriesPredictor';
import { probabilityBytes } from '../inference/probabilityBytes';
import { uncertainty } from '../inference/uncertainty';
import type { Registrations } from '../propagation/Registrations';
import type { Weights } from '../networks/Parameters';
import type { DeviceWatch } from './DeviceWatch';
import { EngineError } from './EngineError';
import { ModelStore } from './ModelStore';
import { PREVIEW_MODEL } from './previewModel';
import type { SeriesHandle, SeriesRequest } from './protocol';

interface OpenSeries {
  segmenter: Segmenter;
  predictor: SeriesPredictor;
}

/** The series open for prediction, and the models that predict them. */
export class SeriesService {
  private readonly open = new Map<SeriesHandle, OpenSeries>();
  private opened = 0;
  private readonly models = new ModelStore((segmenter) => this.closeAllOf(segmenter));

  constructor(
    private readonly device: DeviceWatch,
    private readonly registrations: Registrations,
  ) {}

  /**
   * Loads a model under an id; has no effect if it is loaded already.
   *
   * @throws Error if the weights do not match the description
   */
  addModel(id: string, description: ModelDescription, weights: Weights): void {
    this.models.add(id, description, weights);
  }

  /** Sets what series opened with `PREVIEW_MODEL` are predicted with; they stay open when it changes. */
  setPreview(description: ModelDescription, weights: Weights): void {
    this.models.update(PREVIEW_MODEL, description, weights);
  }

  /** Frees the model of previews, and closes its series. */
  endPreviews(): void {
    this.models.remove(PREVIEW_MODEL);
  }

  /** Whether a model is loaded. */
  holds(modelId: string): boolean {
    return this.models.get(modelId) !== undefined;
  }

  /**
   * @throws EngineError `no-model` if the model must be loaded first, `bad-input` if an image has a wrong
   *   number of pixels
   */
  openSeries({ modelId, ...input }: SeriesRequest): SeriesHandle {
    const segmenter = this.models.get(modelId);
    if (!segmenter) {
      throw new EngineError('no-model', `The engine does not hold the model ${modelId}. Load it first.`);
    }
    for (const image of [...input.sample.images, ...(input.between ?? [])]) checkPixels(image);
    const predictor = new SeriesPredictor(segmenter, input, this.registrations);
    const handle = ++this.opened;
    this.open.set(handle, { segmenter, predictor });
    return handle;
  }

  /**
   * Predicts images one by one, before the clean-up.
   *
   * @throws EngineError `internal` if the series is closed, `bad-input` if an image has a wrong number of
   * pixels
   */
  async predict(handle: SeriesHandle, images: readonly Image[]): Promise<Prediction[]> {
    const { predictor } = this.find(handle);
    images.forEach(checkPixels);
    const predictions: Prediction[] = [];
    for (const image of images) {
      predictions.push(...(await this.device.guard(predictor.predict([image]))));
      await this.device.guard(this.device.settle());
    }
    return predictions;
  }

  /**
   * How undecided the model is at each pixel of an image, 0..255, see `uncertainty`. The series must have
   * been opened with `probabilities`.
   *
   * @throws EngineError as {@link predict}
   */
  async uncertainty(handle: SeriesHandle, image: Image): Promise<Uint8Array> {
    const { values, classes } = await this.classProbabilities(handle, image);
    return uncertainty(values, classes);
  }

  /**
   * The probability of each segment at each pixel of an image, see `probabilityBytes`. The series must have
   * been opened with `probabilities`.
   *
   * @throws EngineError as {@link predict}
   */
  async probabilities(handle: SeriesHandle, image: Image): Promise<Uint8Array[]> {
    const { values, classes } = await this.classProbabilities(handle, image);
    return probabilityBytes(values, classes);
  }

  private async classProbabilities(handle: SeriesHandle, image: Image) {
    const [{ probabilities: values }] = await this.predict(handle, [image]);
    if (!values) throw new EngineError('internal', 'The series was opened without probabilities.');
    return { values, classes: values.length / (image.rows * image.columns) };
  }

  /**
   * Cleans up all masks predicted so far in 3-D.
   *
   * @throws EngineError `internal` if the series is closed
   */
  async finish(handle: SeriesHandle): Promise<CleanedMask[]> {
    return this.find(handle).predictor.finish();
  }

  /** Frees what a series holds; closing it again has no effect. */
  closeSeries(handle: SeriesHandle): void {
    this.open.delete(handle);
  }

  /** Closes all series; the models stay loaded. */
  closeAll(): void {
    this.open.clear();
  }

  /** Closes all series and frees the models. */
  dispose(): void {
    this.closeAll();
    this.models.clear();
  }

  private closeAllOf(segmenter: Segmenter): void {
    for (const [handle, series] of this.open) if (series.segmenter === segmenter) this.open.delete(handle);
  }

  private find(handle: SeriesHandle): OpenSeries {
    const series = this.open.get(handle);
    if (series) return series;
    throw new EngineError('internal', 'The series that is to be predicted is closed. Press Predict again.');
  }
}

function checkPixels({ id, rows, columns, channels = 1, pixels }: Image): void {
  const valid = Number.isInteger(rows) && rows > 0 && Number.isInteger(columns) && columns > 0;
  if (valid && CHANNELS.includes(channels) && pixels.length === rows * columns * channels) return;
  const found = `${pixels.length} pixel values for ${rows} x ${columns} pixels`;
  throw new EngineError('bad-input', `Image ${id}: ${found}. It cannot be segmented.`);
}
