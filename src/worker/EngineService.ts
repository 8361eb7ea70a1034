import * as tf from '@tensorflow/tfjs';
import * as Comlink from 'comlink';
import type { StartedBackend } from '../backends/StartedBackend';
import { startBackend } from '../backends/startBackend';
import { cleanVolume } from '../inference/cleanVolume';
import { matchingNormalisation } from '../data/matching';
import { Segmenter } from '../inference/Segmenter';
import { SeriesPriors } from '../propagation/SeriesPriors';
import { beginsInitialised } from '../learning/initialise';
import type { TrainingPlan } from '../learning/presets';
import { PLANS } from '../learning/presets';
import { INGREDIENTS, withIngredients } from '../learning/recipe';
import type { InitialNetwork } from '../networks/InitialNetwork';
import type { TrainingSnapshot } from '../learning/TrainingSnapshot';
import { train } from '../learning/train';
import { buffersOf } from '../learning/TrainingCheckpoint';
import { readInitial } from '../storage/initialFile';
import { readModel, writeModel } from '../storage/modelFile';
import { checkTrainRequest } from './checkTrainRequest';
import type { EngineDiagnostics } from './diagnostics';
import { collectDiagnostics } from './diagnostics';
import { EngineError } from './EngineError';
import { modelSummary } from './modelSummary';
import type {
  BackendStatus,
  Engine,
  EngineOptions,
  InterpolationRequest,
  ModelSummary,
  PredictedMask,
  PredictRequest,
  TrainCallbacks,
  TrainedModel,
  TrainingCheckpoint,
  TrainRequest,
  VolumeCleanRequest,
} from './protocol';
import type { SelfTestReport } from './selfTest';
import { selfTest } from './selfTest';

/** `npm run pretrain` makes it; the build puts it beside the Worker. */
const INITIAL_FILE = 'initial-network.bin';

/** Progress is reported at most this often, unless it carries something that must not be missed. */
const REPORT_MS = 200;

/** The engine: owns the backend, at most one training, and the model in use. Runs in a Worker or in Node. */
export class EngineService implements Engine {
  private backend: StartedBackend | undefined;
  /** The first self-test that went wrong, else the last one: WASM's own hides not that WebGPU failed. */
  private report: SelfTestReport | undefined;
  /** Read before WASM's threads change it. */
  private readonly cores = typeof navigator === 'undefined' ? undefined : navigator.hardwareConcurrency;
  private segmenter: Segmenter | undefined;
  private interpolation: { id: string; priors: SeriesPriors } | undefined;
  private assetsUrl = '';
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

  async train(request: TrainRequest, callbacks: TrainCallbacks): Promise<TrainedModel> {
    const { status } = this.started();
    if (this.training) throw new EngineError('busy', 'A training is running already. Stop it first.');
    checkTrainRequest(request);
    this.training = true;
    this.stopRequested = false;
    // It is about the model before, and training needs the memory.
    this.interpolation = undefined;
    let reported = -Infinity;
    const plan = request.resume?.plan ?? this.plan(request);
    const toModel = (snapshot: TrainingSnapshot): TrainedModel => {
      const about = { plan, preset: request.preset, examples: request.examples.length };
      const summary = modelSummary(snapshot, about, status.name);
      return { summary, bytes: writeModel({ ...snapshot, metadata: summary }) };
    };
    try {
      const snapshot = await this.watchDevice(
        train(
          {
            examples: request.examples,
            unlabelled: request.unlabelled,
            between: request.between,
            intensities: new Map(request.intensities.map(({ seriesId, sample }) => [seriesId, sample])),
            segments: request.segments,
            plan,
            initial: beginsInitialised(plan, request.examples) ? await this.readInitialNetwork() : undefined,
            seed: request.seed,
            resume: request.resume,
          },
          {
            onProgress: (progress) => {
              const now = performance.now();
              const needed =
                progress.pairs || progress.validationDice !== undefined || progress.step === progress.steps;
              if (!needed && now - reported < REPORT_MS) return;
              reported = now;
              callbacks.onProgress(progress);
            },
            onImproved: (better) => callbacks.onCheckpoint(toModel(better)),
            onResumable:
              callbacks.onResumable && ((checkpoint) => callbacks.onResumable?.(handOver(checkpoint))),
            pause: () => this.pause(),
          },
        ),
      );
      await this.watchDevice(this.settle());
      const model = toModel(snapshot);
      this.use(snapshot);
      return model;
    } finally {
      this.training = false;
    }
  }

  async stop(): Promise<void> {
    this.stopRequested = true;
  }

  async load(bytes: ArrayBuffer): Promise<ModelSummary> {
    this.started();
    try {
      const file = readModel(bytes);
      this.use(file);
      return file.metadata as ModelSummary;
    } catch (error) {
      throw new EngineError('bad-input', error instanceof Error ? error.message : String(error));
    }
  }

  async predict({ images, intensities, interpolation }: PredictRequest): Promise<PredictedMask[]> {
    this.started();
    const segmenter = this.loaded();
    const { description } = segmenter;
    for (const image of images) {
      const area = image.rows * image.columns;
      if (image.pixels.length !== area * (image.channels ?? 1) || area === 0) {
        const found = `${image.pixels.length} pixel values for ${image.rows} x ${image.columns} pixels`;
        throw new EngineError('bad-input', `Image ${image.id}: ${found}. It cannot be segmented.`);
      }
    }
    // Slices of a volume look different from end to end, and only some of them come at a time; negatives are radiographs.
    const normalisation = matchingNormalisation(images, intensities.sample, {
      ...description,
      ...(images.some(({ geometry }) => geometry) && { acquisition: undefined }),
    });
    const priors = interpolation === undefined ? undefined : this.priorsOf(interpolation);
    const masks: PredictedMask[] = [];
    for (const image of images) {
      masks.push(await this.watchDevice(segmenter.predict(image, normalisation, priors?.for(image))));
      await this.watchDevice(this.settle());
    }
    return masks;
  }

  async interpolate({ id, drawn, between }: InterpolationRequest): Promise<void> {
    const segments = this.loaded().description.segments.map(({ index }) => index);
    this.interpolation = undefined;
    this.interpolation = { id, priors: new SeriesPriors(drawn, segments, between) };
  }

  async cleanVolume(request: VolumeCleanRequest): Promise<(Uint8Array | null)[]> {
    return cleanVolume(request);
  }

  async diagnostics(): Promise<EngineDiagnostics> {
    return collectDiagnostics(this.backend?.status, this.report, this.cores);
  }

  async ping(): Promise<void> {}

  async dispose(): Promise<{ tensors: number; bytes: number }> {
    this.segmenter?.dispose();
    this.segmenter = undefined;
    this.interpolation = undefined;
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

  private loaded(): Segmenter {
    if (!this.segmenter)
      throw new EngineError('bad-input', 'There is no trained model yet. Press Train first.');
    return this.segmenter;
  }

  private priorsOf(id: string): SeriesPriors {
    if (this.interpolation?.id === id) return this.interpolation.priors;
    throw new EngineError(
      'internal',
      `Nothing was prepared for the interpolation ${id}. Press Predict again.`,
    );
  }

  private plan({ preset, overrides }: TrainRequest): TrainingPlan {
    const { name, software } = this.started().status;
    const speed = name === 'webgpu' && !software ? 'interactive' : 'modest';
    return withIngredients({ ...PLANS[speed][preset], ...overrides }, INGREDIENTS);
  }

  /** The network that trainings may begin with lies beside the Worker. A plugin that was copied without it trains, too. */
  private async readInitialNetwork(): Promise<InitialNetwork | undefined> {
    const url = `${this.assetsUrl}${INITIAL_FILE}`;
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(`status ${response.status}`);
      return readInitial(await response.arrayBuffer());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      console.warn(`Few-Shot Segment: ${url} cannot be used (${why}). Training begins with random weights.`);
      return undefined;
    }
  }

  private use({ description, weights }: Pick<TrainingSnapshot, 'description' | 'weights'>): void {
    const next = new Segmenter(description, weights);
    this.segmenter?.dispose();
    this.segmenter = next;
    this.interpolation = undefined;
  }

  /** A macrotask between two steps: messages (Stop, ping) are handled, and the GPU is free for the viewer. */
  private async pause(): Promise<boolean> {
    await this.settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
    return this.stopRequested;
  }

  /** Waits for the GPU. Its errors come as events only: without this, training would go on with wrong numbers. */
  private async settle(): Promise<void> {
    const shared = this.backend?.shared;
    await shared?.settle();
    const error = shared?.takeError();
    if (!error) return;
    throw new EngineError(
      'internal',
      `The graphics card reported an error (${error}), so what it computed may be wrong. This run was ended; ` +
        'your drawn masks and the last good model are kept. Reload the page, or choose WASM in the address.',
    );
  }

  /** TF.js waits for ever on a lost device; this turns the loss into an error. */
  private async watchDevice<T>(work: Promise<T>): Promise<T> {
    const { lost } = this.started();
    const failure = lost.then((reason): never => {
      throw new EngineError(
        'device-lost',
        `The graphics device was lost (${reason}). Your drawn masks and the last good model are kept. ` +
          'Press Train to go on with WASM, or reload the page to try WebGPU again.',
      );
    });
    try {
      return await Promise.race([work, failure]);
    } catch (error) {
      work.catch(() => undefined);
      throw translate(error);
    }
  }
}

/** The large arrays of a checkpoint move to the other thread instead of being copied. */
function handOver(checkpoint: TrainingCheckpoint): TrainingCheckpoint {
  return Comlink.transfer(checkpoint, buffersOf(checkpoint.parts));
}

function translate(error: unknown): EngineError {
  const known = EngineError.from(error);
  if (
    known.code === 'internal' &&
    /out of memory|allocation failed|memory access out of bounds/i.test(known.message)
  ) {
    return new EngineError(
      'out-of-memory',
      `There is not enough memory (${known.message}). Choose the preset Fast, or close other tabs, and press Train again.`,
    );
  }
  return known;
}
