import * as tf from '@tensorflow/tfjs';
import { STRONG } from '../data/augmentation';
import { fitFieldOfView } from '../data/FieldOfView';
import type { Example, Segment } from '../data/Image';
import { fitNormalisation } from '../data/normalisation';
import type { SeededRandom } from '../data/random';
import { seededRandom } from '../data/random';
import { createSegmenter } from '../networks/createSegmenter';
import { Discriminator } from '../networks/Discriminator';
import { Generator } from '../networks/Generator';
import { measureStatistics } from '../networks/measureStatistics';
import type { SegmenterNetwork } from '../networks/SegmenterNetwork';
import { imageBatch, labelBatch } from './batches';
import { meanDice } from './dice';
import type { FieldPair } from './FieldExample';
import { FieldExample } from './FieldExample';
import { GeneratorLevel } from './levels/generatorLevel';
import { SegmenterLevel } from './levels/segmenterLevel';
import type { TrainingPlan } from './presets';
import { splitExamples } from './splitExamples';
import { Stopwatch } from './Stopwatch';
import type { TrainingCheckpoint, TrainingPosition } from './TrainingCheckpoint';
import { readParts, writeParts } from './TrainingCheckpoint';
import type { TrainingSnapshot } from './TrainingSnapshot';
import { WeightAverage } from './WeightAverage';
import type { GeneratedPair, TrainProgress, TrainStage } from './TrainingProgress';

export interface TrainingInput {
  /** In spatial order; at least two, at least one with foreground. */
  examples: readonly Example[];
  /** Values sampled from each series that the examples belong to, by series id. */
  intensities: ReadonlyMap<string, Float32Array>;
  segments: readonly Segment[];
  plan: TrainingPlan;
  seed: number;
  /** Goes on from here; made by a training on the same examples, plan and seed. */
  resume?: TrainingCheckpoint;
}

export type { TrainingSnapshot };

export interface TrainingEvents {
  onProgress(progress: TrainProgress): void;
  /** The best segmenter so far, each time that validation improves. */
  onImproved(snapshot: TrainingSnapshot): void;
  /** Awaited between steps: lets messages through; resolves true when training is to end. */
  pause(): Promise<boolean>;
  /** Given where interrupted trainings are to go on: takes the state after a step, now and then. */
  onResumable?(checkpoint: TrainingCheckpoint): void;
  /** Time between two such states; when left out ten seconds, and longer where reading them back is slow. */
  checkpointMs?: number;
}

/** An improvement smaller than this does not count for early stopping. */
const LEAST_GAIN = 0.002;
/** Early stopping waits for this share of the planned steps. */
const LEAST_SHARE = 0.4;
/** A lost device costs at most about this much work. */
const CHECKPOINT_MS = 10_000;
/** Reading a checkpoint back may take no more than this share of the time. */
const CHECKPOINT_SHARE = 0.05;
const MEASURING_BATCHES = 4;
const SHOWN_PAIRS = 4;

/**
 * Trains generator and discriminator on the examples, then the segmenter on real and generated pairs, with early
 * stopping by the Dice on held-out examples.
 *
 * @returns the segmenter as it was when it validated best
 * @throws Error when a loss is not finite before any model was validated
 */
export async function train(input: TrainingInput, events: TrainingEvents): Promise<TrainingSnapshot> {
  const session = new TrainingSession(input, events);
  try {
    return await session.run();
  } finally {
    session.dispose();
  }
}

class TrainingSession {
  private readonly watch: Stopwatch;
  private readonly random: SeededRandom;
  private readonly classes: number;
  private readonly field;
  private readonly training: FieldExample[];
  private readonly validation: FieldPair[];
  private readonly validationImages: string[];
  private readonly segmenter: SegmenterNetwork;
  private readonly average: WeightAverage<SegmenterNetwork>;
  private readonly segmenterLevel: SegmenterLevel;
  private readonly generatorLevel: GeneratorLevel | undefined;
  private readonly seconds = { preparing: 0, generator: 0, segmenter: 0, total: 0 };
  private readonly position: TrainingPosition = {
    stage: 'generator',
    step: 0,
    best: undefined,
    lastGain: 0,
    bestForPatience: -1,
  };
  private nextCheckpoint = performance.now();
  private stopped = false;

  constructor(
    private readonly input: TrainingInput,
    private readonly events: TrainingEvents,
  ) {
    const { plan, segments, seed } = input;
    this.watch = new Stopwatch(input.resume?.elapsedMs);
    this.random = seededRandom(seed);
    this.classes = segments.length + 1;
    this.field = fitFieldOfView(input.examples);
    const classOf = new Map(segments.map(({ index }, i) => [index, i + 1]));
    const split = splitExamples(input.examples);
    const prepare = (example: Example) => {
      const sample = input.intensities.get(example.image.seriesId) ?? example.image.pixels;
      return new FieldExample(example, this.field, plan.size, fitNormalisation(sample), classOf);
    };
    this.training = split.training.map(prepare);
    this.validation = split.validation.map((example) => prepare(example).plain());
    this.validationImages = split.validation.map(({ image }) => image.id);
    const { size, width, segmenter: kind = 'unet' } = plan;
    const shape = { size, width, classes: this.classes };
    this.segmenter = createSegmenter(kind, shape, this.random);
    this.average = new WeightAverage(this.segmenter, createSegmenter(kind, shape, seededRandom(seed)));
    this.segmenterLevel = new SegmenterLevel(this.segmenter, plan.segmenterRate, plan.segmenterSteps);
    if (plan.generatorSteps > 0) {
      const levels = Math.floor(Math.log2(size / 4));
      this.generatorLevel = new GeneratorLevel(
        new Generator({ size, width: plan.generatorWidth, levels, classes: this.classes }, this.random),
        new Discriminator({ classes: this.classes, width: plan.generatorWidth, layers: 3 }, this.random),
      );
    }
    this.nextCheckpoint += events.checkpointMs ?? CHECKPOINT_MS;
  }

  async run(): Promise<TrainingSnapshot> {
    const { plan } = this.input;
    this.report('preparing', 1, 1, {});
    this.stopped = await this.events.pause();
    if (this.input.resume) this.restore(this.input.resume);
    else this.seconds.preparing = this.watch.elapsedMs / 1000;
    this.watch.restartStep();
    if (this.position.stage === 'generator') {
      if (this.generatorLevel) await this.trainGenerator(this.generatorLevel);
      this.seconds.generator = this.watch.elapsedMs / 1000 - this.seconds.preparing;
      this.watch.restartStep();
      Object.assign(this.position, { stage: 'segmenter', step: 0 });
    }
    const snapshot = await this.trainSegmenter();
    this.report('segmenter', plan.segmenterSteps, plan.segmenterSteps, {});
    return snapshot;
  }

  dispose(): void {
    this.segmenterLevel.dispose();
    this.segmenter.parameters.dispose();
    this.average.averaged.parameters.dispose();
    this.generatorLevel?.dispose();
  }

  private async trainGenerator(level: GeneratorLevel): Promise<void> {
    const { generatorSteps: steps, size, batch } = this.input.plan;
    for (let step = this.position.step + 1; step <= steps && !this.stopped; step++) {
      const pairs = this.drawPairs(batch);
      const images = imageBatch(pairs, size);
      const masks = labelBatch(pairs, size, this.classes);
      const losses = level.step(masks, images);
      tf.dispose([images, masks]);
      const generator = await readScalar(losses.generator, 'generator');
      const discriminator = await readScalar(losses.discriminator, 'discriminator');
      this.watch.tick('generator');
      const show = step === 1 || step === steps || step % Math.max(1, Math.floor(steps / 8)) === 0;
      const extra = show ? { pairs: await this.showPairs(level) } : {};
      this.report('generator', step, steps, { generator, discriminator }, extra);
      this.stopped = await this.events.pause();
      this.position.step = step;
      await this.checkpoint();
    }
  }

  /**
   * Also after Stop at least one validation happens, so that there is always a model to keep.
   */
  private async trainSegmenter(): Promise<TrainingSnapshot> {
    const { segmenterSteps: steps, validateEvery, patience } = this.input.plan;
    const { position } = this;
    for (let step = position.step + 1; step <= steps; step++) {
      const loss = await readScalar(this.segmenterStep(step), 'segmenter').catch((error: Error) => {
        if (!position.best) throw error;
        return undefined;
      });
      // A diverged training keeps what was good.
      if (loss === undefined) break;
      this.watch.tick('segmenter');
      this.stopped ||= await this.events.pause();
      position.step = step;
      const validate = step % validateEvery === 0 || step === steps || this.stopped;
      if (!validate) {
        this.report('segmenter', step, steps, { segmenter: loss });
        await this.checkpoint();
        continue;
      }
      const validationDice = await this.validate();
      this.report('segmenter', step, steps, { segmenter: loss }, { validationDice });
      if (!position.best || validationDice >= position.best.validationDice) {
        this.seconds.segmenter =
          this.watch.elapsedMs / 1000 - this.seconds.preparing - this.seconds.generator;
        this.seconds.total = this.watch.elapsedMs / 1000;
        position.best = await this.snapshot(validationDice);
        this.events.onImproved(position.best);
      }
      if (validationDice > position.bestForPatience + LEAST_GAIN) {
        position.bestForPatience = validationDice;
        position.lastGain = step;
      }
      const patient = step - position.lastGain < patience * validateEvery || step < LEAST_SHARE * steps;
      if (this.stopped || !patient) break;
      await this.checkpoint();
    }
    const { best } = position;
    if (!best) throw new Error('Training ended before any model was validated.');
    this.seconds.segmenter = this.watch.elapsedMs / 1000 - this.seconds.preparing - this.seconds.generator;
    this.seconds.total = this.watch.elapsedMs / 1000;
    return { ...best, stopped: this.stopped, seconds: { ...this.seconds } };
  }

  /** Hands out the state after a finished step when it is time to. */
  private async checkpoint(): Promise<void> {
    const start = performance.now();
    if (!this.events.onResumable || this.stopped || start < this.nextCheckpoint) return;
    const parts = await readParts(this.parts);
    this.events.onResumable({
      ...this.position,
      plan: this.input.plan,
      parts,
      elapsedMs: this.watch.elapsedMs,
      seconds: { ...this.seconds },
    });
    const took = performance.now() - start;
    const patience = this.events.checkpointMs ?? Math.max(CHECKPOINT_MS, took / CHECKPOINT_SHARE);
    this.nextCheckpoint = start + patience;
    this.watch.restartStep();
  }

  private restore({
    stage,
    step,
    best,
    lastGain,
    bestForPatience,
    seconds,
    parts,
  }: TrainingCheckpoint): void {
    writeParts(this.parts, parts);
    Object.assign(this.position, { stage, step, best, lastGain, bestForPatience });
    Object.assign(this.seconds, seconds);
  }

  private get parts() {
    const { random, segmenter, average, segmenterLevel, generatorLevel } = this;
    return { random, segmenter, average, segmenterLevel, generatorLevel };
  }

  private segmenterStep(step: number): tf.Scalar {
    const { size, batch, syntheticPerBatch } = this.input.plan;
    const pairs = this.drawPairs(batch);
    const masks = labelBatch(pairs, size, this.classes);
    let images = imageBatch(pairs, size);
    const level = this.generatorLevel;
    const generated = level ? Math.min(syntheticPerBatch, batch - 1) : 0;
    if (level && generated > 0) {
      // The last pairs of the batch keep their masks and get generated images.
      const mixed = tf.tidy(() => {
        const real = images.slice([0, 0, 0, 0], [batch - generated, -1, -1, -1]);
        const fake = level.generate(masks).slice([batch - generated, 0, 0, 0], [-1, -1, -1, -1]);
        return tf.concat([real, fake], 0);
      });
      images.dispose();
      images = mixed;
    }
    const loss = this.segmenterLevel.step(step, images, masks);
    this.average.update();
    tf.dispose([images, masks]);
    return loss;
  }

  /** Mean foreground Dice over the validation images, each class of each image counted once. */
  private async validate(): Promise<number> {
    const { size, batch } = this.input.plan;
    const batches = Array.from({ length: MEASURING_BATCHES }, () => imageBatch(this.drawPairs(batch), size));
    measureStatistics(this.average.averaged, batches);
    tf.dispose(batches);
    const segments = Array.from({ length: this.classes - 1 }, (_, i) => i + 1);
    let sum = 0;
    for (const pair of this.validation) {
      const predicted = tf.tidy(() => {
        const logits = this.average.averaged.forward(imageBatch([pair], size), 'predict');
        return logits.argMax(3);
      });
      const labels = Uint8Array.from(await predicted.data());
      predicted.dispose();
      sum += meanDice(labels, pair.labels, segments);
    }
    return sum / this.validation.length;
  }

  private drawPairs(count: number): FieldPair[] {
    const strength = this.input.plan.augmentation ?? STRONG;
    return Array.from({ length: count }, () => {
      const example = this.training[Math.floor(this.random() * this.training.length)];
      return example.augmented(this.random, strength);
    });
  }

  private async showPairs(level: GeneratorLevel): Promise<GeneratedPair[]> {
    const { size } = this.input.plan;
    const shown = this.training.slice(0, SHOWN_PAIRS).map((example) => example.plain());
    const masks = labelBatch(shown, size, this.classes);
    const images = level.generate(masks);
    const values = await images.data();
    tf.dispose([masks, images]);
    return shown.map(({ labels }, i) => ({
      size,
      mask: labels.map((label) => (label === 0 ? 0 : this.input.segments[label - 1].index)),
      image: Uint8Array.from(values.subarray(i * size * size, (i + 1) * size * size), (v) => 127.5 * (v + 1)),
    }));
  }

  private async snapshot(validationDice: number): Promise<TrainingSnapshot> {
    const { segments } = this.input;
    return {
      description: {
        segments: [...segments],
        field: this.field,
        network: { kind: this.segmenter.kind, ...this.segmenter.shape },
      },
      weights: await this.average.averaged.parameters.read(),
      validationDice,
      validationImages: this.validationImages,
      stopped: this.stopped,
      seconds: { ...this.seconds },
    };
  }

  private report(
    stage: TrainStage,
    step: number,
    steps: number,
    losses: TrainProgress['losses'],
    extra: Pick<TrainProgress, 'validationDice' | 'pairs'> = {},
  ): void {
    const { generatorSteps, segmenterSteps } = this.input.plan;
    const remainingMs = this.watch.remainingMs({
      generator: stage === 'segmenter' ? 0 : generatorSteps - (stage === 'generator' ? step : 0),
      segmenter: segmenterSteps - (stage === 'segmenter' ? step : 0),
    });
    this.events.onProgress({
      stage,
      step,
      steps,
      elapsedMs: this.watch.elapsedMs,
      remainingMs,
      losses,
      ...extra,
    });
  }
}

/** Reads and frees a loss. Throws when it is not a finite number. */
async function readScalar(loss: tf.Scalar, network: string): Promise<number> {
  const [value] = await loss.data();
  loss.dispose();
  if (!Number.isFinite(value)) {
    throw new Error(
      `The loss of the ${network} became ${value}. Press Train again, or choose another preset.`,
    );
  }
  return value;
}
