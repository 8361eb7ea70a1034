import * as tf from '@tensorflow/tfjs';
import * as Comlink from 'comlink';
import type { StartedBackend } from '../backends/StartedBackend';
import { startBackend } from '../backends/startBackend';
import type { Image } from '../data/Image';
import { beginsInitialised } from '../learning/initialise';
import type { TrainingPlan } from '../learning/presets';
import { PLANS, REFINING_SECONDS } from '../learning/presets';
import type { EndedTraining } from '../learning/TrainingStart';
import { segmentsOf, startOf } from './startOf';
import { INGREDIENTS, withIngredients } from '../learning/recipe';
import type { TrainingSnapshot } from '../learning/TrainingSnapshot';
import { train } from '../learning/train';
import { Registrations } from '../propagation/Registrations';
import { extendMask } from '../propagation/extendMask';
import { readModel, writeModel } from '../storage/modelFile';
import { checkTrainRequest } from './checkTrainRequest';
import type { EngineDiagnostics } from './diagnostics';
import { collectDiagnostics } from './diagnostics';
import { EngineError } from './EngineError';
import { DeviceWatch } from './DeviceWatch';
import { fetchInitialNetwork } from './fetchInitialNetwork';
import { inherit } from './inherit';
import { modelSummary } from './modelSummary';
import type {
  BackendStatus,
  CarriedMask,
  CleanedMask,
  Engine,
  EngineOptions,
  ExtendRequest,
  ModelSummary,
  Prediction,
  PrepareRequest,
  SeriesHandle,
  SeriesRequest,
  TrainCallbacks,
  TrainedModel,
  TrainingImages,
  TrainRequest,
} from './protocol';
import { readSummary } from './readSummary';
import type { SelfTestReport } from './selfTest';
import { selfTest } from './selfTest';
import { SentImages } from './SentImages';
import { Preparation } from './Preparation';
import { reportTo } from './reportTo';
import { SeriesService } from './SeriesService';
import { StepGaps } from './StepGaps';

/** The engine: owns the backend, at most one training, and the models in use. Runs in a Worker or in Node. */
export class EngineService implements Engine {
  private backend: StartedBackend | undefined;
  /**
   * The first failed self-test, else the last one: a later success on WASM must not hide a failure of WebGPU.
   */
  private report: SelfTestReport | undefined;
  /** Read before starting WASM's threads changes it. */
  private readonly cores = typeof navigator === 'undefined' ? undefined : navigator.hardwareConcurrency;
  private readonly device = new DeviceWatch(() => this.started());
  private readonly registrations = new Registrations();
  private readonly series = new SeriesService(this.device, this.registrations);
  private assetsUrl = '';
  private readonly sentImages = new SentImages();
  /** The last training, to go on from. */
  private lastTraining: { modelId: string; ended: EndedTraining } | undefined;
  private readonly gaps = new StepGaps();
  private readonly preparation = new Preparation();
  private training = false;
  private stopRequested = false;

  async start({ backend, assetsUrl }: EngineOptions): Promise<BackendStatus> {
    try {
      this.backend ??= await startBackend(backend, assetsUrl, () => this.verify());
    } catch (error) {
      throw new EngineError('no-backend', error instanceof Error ? error.message : String(error));
    }
    this.assetsUrl = assetsUrl;
    return this.backend.status;
  }

  async prepare(request: PrepareRequest): Promise<void> {
    const { name, software } = this.started().status;
    if (name !== 'webgpu' || software || this.training) return;
    await this.device.guard(this.preparation.request(request, this.plan(request)));
  }

  async addImages(imagesId: number, images: Partial<TrainingImages>): Promise<void> {
    this.sentImages.add(imagesId, images);
  }

  async train(sent: TrainRequest, callbacks: TrainCallbacks): Promise<TrainedModel> {
    const { status } = this.started();
    const request = this.sentImages.takeFor(sent);
    if (this.training) throw new EngineError('busy', 'A training is running already. Stop it first.');
    checkTrainRequest(request);
    const start = request.start && startOf(request, request.start, this.lastTraining);
    this.training = true;
    this.gaps.begin();
    this.stopRequested = false;
    // Frees memory for the training.
    this.series.closeAll();
    const plan = request.resume?.plan ?? this.plan(request);
    let ended: EndedTraining | undefined;
    const toModel = (snapshot: TrainingSnapshot): TrainedModel => {
      const drawn = request.examples.filter(({ known }) => known === undefined);
      const kept = inherit(request.start, request.trainedOn);
      const training = { plan, preset: request.preset, ...kept, examples: drawn.length };
      const summary = modelSummary(snapshot, training, status.name);
      return { summary, bytes: writeModel({ ...snapshot, metadata: summary }) };
    };
    try {
      await this.device.guard(this.preparation.idle);
      const snapshot = await this.device.guard(
        train(
          {
            examples: request.examples,
            toPredict: request.toPredict,
            between: request.between,
            registrations: this.registrations,
            intensities: new Map(request.intensities.map(({ seriesId, sample }) => [seriesId, sample])),
            segments: start ? segmentsOf(request, start) : request.segments,
            plan,
            initial:
              !start && beginsInitialised(plan, request.examples)
                ? await fetchInitialNetwork(this.assetsUrl)
                : undefined,
            start,
            seed: request.seed,
            resume: request.resume,
          },
          {
            ...reportTo(callbacks, toModel),
            onPreview:
              callbacks.onPreview &&
              (({ description, weights }) => {
                this.series.setPreview(description, weights);
                callbacks.onPreview?.();
              }),
            onEnded: (state) => (ended = state),
            pause: () => this.pause(),
          },
        ),
      );
      await this.device.guard(this.device.settle());
      const model = toModel(snapshot);
      this.series.addModel(model.summary.id, snapshot.description, snapshot.weights);
      this.lastTraining = ended && { modelId: model.summary.id, ended };
      return model;
    } finally {
      this.training = false;
      await this.gaps.end();
      this.series.endPreviews();
    }
  }

  async stop(): Promise<void> {
    this.stopRequested = true;
  }

  async load(bytes: ArrayBuffer): Promise<ModelSummary> {
    this.started();
    try {
      const file = readModel(bytes);
      const summary = readSummary(file);
      this.series.addModel(summary.id, file.description, file.weights);
      return summary;
    } catch (error) {
      throw new EngineError('bad-input', error instanceof Error ? error.message : String(error));
    }
  }

  async holds(modelId: string): Promise<boolean> {
    return this.series.holds(modelId);
  }

  async openSeries(request: SeriesRequest): Promise<SeriesHandle> {
    this.started();
    return this.series.openSeries(request);
  }

  async predict(series: SeriesHandle, images: Image[]): Promise<Prediction[]> {
    await this.preparation.idle;
    return this.gaps.run(() => this.series.predict(series, images));
  }

  async uncertainty(series: SeriesHandle, image: Image): Promise<Uint8Array> {
    await this.preparation.idle;
    const pixels = await this.series.uncertainty(series, image);
    return Comlink.transfer(pixels, [pixels.buffer as ArrayBuffer]);
  }

  async probabilities(series: SeriesHandle, image: Image): Promise<Uint8Array[]> {
    const planes = await this.series.probabilities(series, image);
    return Comlink.transfer(
      planes,
      planes.map(({ buffer }) => buffer as ArrayBuffer),
    );
  }

  async finish(series: SeriesHandle): Promise<CleanedMask[]> {
    const masks = await this.series.finish(series);
    return Comlink.transfer(
      masks,
      masks.map(({ labelmap }) => labelmap.buffer as ArrayBuffer),
    );
  }

  async closeSeries(series: SeriesHandle): Promise<void> {
    this.series.closeSeries(series);
  }

  async extendMask(request: ExtendRequest): Promise<CarriedMask[]> {
    return extendMask(request);
  }

  async diagnostics(): Promise<EngineDiagnostics> {
    return collectDiagnostics(this.backend?.status, this.report, this.cores);
  }

  async ping(): Promise<void> {}

  async dispose(): Promise<{ tensors: number; bytes: number }> {
    this.series.dispose();
    const { numTensors, numBytes } = tf.memory();
    const name = this.backend?.status.name;
    this.backend = undefined;
    if (name) tf.removeBackend(name);
    return { tensors: numTensors, bytes: numBytes };
  }

  private async verify(): Promise<string | undefined> {
    const report = await selfTest();
    if (!this.report?.wrong) this.report = report;
    return report.wrong;
  }

  private started(): StartedBackend {
    if (!this.backend) throw new EngineError('no-backend', 'The engine has not been started.');
    return this.backend;
  }

  private plan({
    preset: name,
    overrides,
    start,
  }: Pick<TrainRequest, 'preset' | 'overrides' | 'start'>): TrainingPlan {
    const { name: backend, software } = this.started().status;
    const speed = backend === 'webgpu' && !software ? 'interactive' : 'modest';
    // An explicit number of steps replaces the time budget.
    const budget = overrides?.segmenterSteps === undefined ? {} : { seconds: undefined };
    const preset = start ? { ...PLANS[speed][name], seconds: REFINING_SECONDS[speed] } : PLANS[speed][name];
    return withIngredients({ ...preset, ...overrides, ...budget }, INGREDIENTS);
  }

  /**
   * Yields for a macrotask between two steps, so that messages (stop, ping) are handled and the viewer can
   * use the GPU.
   */
  private async pause(): Promise<boolean> {
    await this.device.settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
    await this.gaps.fill();
    return this.stopRequested;
  }
}
