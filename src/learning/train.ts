import * as tf from '@tensorflow/tfjs';
import { STRONG } from '../data/augmentation';
import type { FieldOfView } from '../data/FieldOfView';
import { fitFieldOfView } from '../data/FieldOfView';
import type { Example, Image, Segment } from '../data/Image';
import type { IntensityMapping } from '../data/normalisation';
import { fitNormalisation } from '../data/normalisation';
import type { SeededRandom } from '../data/random';
import { seededRandom } from '../data/random';
import type { Acquisition } from '../data/matching';
import { acquisitionOf } from '../data/matching';
import { Discriminator } from '../networks/Discriminator';
import type { InitialNetwork } from '../networks/InitialNetwork';
import { joinMembers } from '../networks/members';
import type { Weights } from '../networks/Parameters';
import { Generator, generatorLevelsFor } from '../networks/Generator';
import { drawPairs, imageBatch, labelBatch } from './batches';
import { climb } from './climb';
import { crossValidate } from './crossValidate';
import type { FieldPair } from './FieldExample';
import { FieldExample } from './FieldExample';
import { beginsInitialised, INITIAL } from './initialise';
import { interpolatedExamples } from './interpolatedExamples';
import type { OuterProblem, TrainingGroup } from './hypergradient/OuterProblem';
import { GeneratorLevel } from './levels/generatorLevel';
import { OuterLevel } from './levels/outerLevel';
import { MixingWeight } from './MixingWeight';
import type { TrainingPlan, Variation, VariationSearch } from './presets';
import { SegmenterTraining } from './SegmenterTraining';
import type { ExampleSplit } from './splitExamples';
import { dealFolds, splitExamples } from './splitExamples';
import { Stopwatch } from './Stopwatch';
import type { TrainingCheckpoint, TrainingPosition } from './TrainingCheckpoint';
import { readParts, writeParts } from './TrainingCheckpoint';
import type { TrainingSnapshot } from './TrainingSnapshot';
import type { GeneratedPair, TrainProgress, TrainStage } from './TrainingProgress';

export interface TrainingInput {
  /** In spatial order; at least two, at least one with foreground. */
  examples: readonly Example[];
  /** Values sampled from each series that the examples belong to, by series id. */
  intensities: ReadonlyMap<string, Float32Array>;
  segments: readonly Segment[];
  /**
   * Images of what is to be predicted, for what can be learnt without masks; their intensities by series, too. Some
   * dozens, spread over series and positions, are enough.
   */
  unlabelled?: readonly Image[];
  /** Images of the examples' series that were not drawn on; those between drawn ones may train, see `interpolatedExamples`. */
  between?: readonly Image[];
  plan: TrainingPlan;
  /** What the segmenter may begin with, see `beginsInitialised`; where it is missing, with random weights. */
  initial?: InitialNetwork;
  seed: number;
  /** What the networks look at; by default fitted around the drawn masks. */
  field?: FieldOfView;
  /** Goes on from here; made by a training on the same examples, plan and seed. */
  resume?: TrainingCheckpoint;
}

export type { TrainingSnapshot };

export interface TrainingEvents {
  onProgress(progress: TrainProgress): void;
  /** The best segmenter so far, each time that validation improves, examples have joined, or a further member is done. */
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
/** Early stopping waits for this share of the planned steps, and until the segmenter finds anything at all. */
const LEAST_SHARE = 0.4;
const LEAST_DICE = 0.05;
/** A lost device costs at most about this much work. */
const CHECKPOINT_MS = 10_000;
/** Reading a checkpoint back may take no more than this share of the time. */
const CHECKPOINT_SHARE = 0.05;
const MEASURING_BATCHES = 4;
const SHOWN_PAIRS = 4;

/**
 * Trains by three levels (Zhang et al. 2025): generator and discriminator on the examples, the segmenter on real and
 * generated pairs, and with `plan.outerEvery` the generator's architecture and the weight of generated pairs by the
 * segmenter's validation loss. Early stopping by the Dice on held-out examples.
 *
 * @returns the segmenter as it was when it validated best; with `plan.joinAt` as it was at last; with `plan.members` all of them
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
  private readonly input: TrainingInput;
  private readonly watch: Stopwatch;
  private readonly random: SeededRandom;
  private readonly classes: number;
  private readonly field: FieldOfView;
  private readonly split: ExampleSplit;
  /** How the examples are shown; a search may change it. */
  private variation: Variation;
  /** What trains; behind `joinAt` all examples. */
  private training: FieldExample[] = [];
  private validation: FieldPair[] = [];
  /** Images with interpolated outlines among what trains. */
  private interpolated = 0;
  /** Whether the examples that validated train, too. */
  private hasJoined = false;
  private readonly validationImages: string[];
  /** What segmenters begin with. */
  private readonly initial: InitialNetwork | undefined;
  /** What images are compared with before they are predicted, see `matchingNormalisation`. */
  private readonly acquisition: Acquisition | undefined;
  /** The network that trains at present. */
  private segmenter: SegmenterTraining;
  private readonly generatorLevel: GeneratorLevel | undefined;
  private readonly mixing: MixingWeight | undefined;
  private readonly outerLevel: OuterLevel | undefined;
  private readonly seconds = { preparing: 0, comparing: 0, generator: 0, segmenter: 0, total: 0 };
  private readonly position: TrainingPosition = {
    stage: 'generator',
    step: 0,
    best: undefined,
    lastGain: 0,
    bestForPatience: -1,
    search: null,
    finished: [],
  };
  private nextCheckpoint = performance.now();
  private stopped = false;

  constructor(
    input: TrainingInput,
    private readonly events: TrainingEvents,
  ) {
    this.initial = initialOf(input);
    // Told to who resumes, whatever can be read then.
    const plan = { ...input.plan, initialises: this.initial !== undefined };
    this.input = { ...input, plan };
    const { segments, seed, examples } = input;
    this.watch = new Stopwatch(input.resume?.elapsedMs);
    this.random = seededRandom(seed);
    this.classes = segments.length + 1;
    this.field = input.field ?? fitFieldOfView(examples);
    const { augmentation = STRONG, intensities = 'robust' } = plan;
    this.variation = { augmentation, intensities };
    this.split = splitExamples(examples);
    this.validationImages = this.split.validation.map(({ image }) => image.id);
    if (plan.matchesAcquisition) {
      this.acquisition = acquisitionOf(
        examples.map(({ image }) => ({ image, sample: this.sampleOf(image) })),
      );
    }
    this.segmenter = this.makeSegmenter();
    if (plan.generatorSteps > 0) {
      const { size, generatorWidth: width, syntheticPerBatch, batch } = plan;
      const { classes, random } = this;
      this.generatorLevel = new GeneratorLevel(
        new Generator({ size, width, levels: generatorLevelsFor(size), classes }, random),
        new Discriminator({ classes, width, layers: 3 }, random),
      );
      if (this.generatedCount > 0) {
        this.mixing = new MixingWeight(syntheticPerBatch / (batch + syntheticPerBatch));
      }
      if (plan.outerEvery && this.mixing) {
        const { architecture } = this.generatorLevel.generator;
        this.outerLevel = new OuterLevel([...architecture.trainable, ...this.mixing.parameters.trainable]);
      }
    }
    this.nextCheckpoint += events.checkpointMs ?? CHECKPOINT_MS;
  }

  async run(): Promise<TrainingSnapshot> {
    const { plan, resume } = this.input;
    this.report('preparing', 1, 1, {});
    this.stopped = await this.events.pause();
    if (resume) this.restore(resume);
    else this.seconds.preparing = this.watch.elapsedMs / 1000;
    this.watch.restartStep();
    if (!resume && plan.search) await this.search(plan.search);
    this.prepareSplit();
    if (this.position.stage === 'generator') {
      const began = this.watch.elapsedMs;
      if (this.generatorLevel) await this.trainGenerator(this.generatorLevel);
      this.seconds.generator += (this.watch.elapsedMs - began) / 1000;
      this.watch.restartStep();
      Object.assign(this.position, { stage: 'segmenter', step: 0 });
    }
    if (this.position.stage === 'segmenter') await this.trainSegmenter();
    await this.trainMembers();
    const { best } = this.position;
    if (!best) throw new Error('Training ended before any model was validated.');
    this.report('segmenter', this.totalSteps, this.totalSteps, {});
    this.seconds.total = this.watch.elapsedMs / 1000;
    return { ...best, stopped: this.stopped, seconds: { ...this.seconds } };
  }

  dispose(): void {
    this.segmenter.dispose();
    this.generatorLevel?.dispose();
    this.mixing?.parameters.dispose();
    this.outerLevel?.dispose();
  }

  /** Shows the examples in the chosen variation. */
  private prepareSplit(): void {
    const { training, validation } = this.split;
    const { intensities } = this.position.search ?? this.variation;
    this.variation = this.position.search ?? this.variation;
    this.training = this.withInterpolated(training);
    this.validation = this.prepare(validation, intensities).map((example) => example.plain());
  }

  /** Examples, and images between them with interpolated outlines: about as many of these, so that a batch has both. */
  private withInterpolated(drawn: readonly Example[]): FieldExample[] {
    const { between = [], plan } = this.input;
    const { intensities } = this.variation;
    const examples = this.prepare(drawn, intensities);
    if (!plan.interpolates) return examples;
    const guessed = this.prepare(interpolatedExamples(drawn, between), intensities);
    this.interpolated = guessed.length;
    const times = Math.max(1, Math.round(guessed.length / examples.length));
    return [...Array.from({ length: times }, () => examples).flat(), ...guessed];
  }

  private prepareUnlabelled(intensities: IntensityMapping): FieldPair[] {
    const { unlabelled = [] } = this.input;
    const unmarked = unlabelled.map((image) => ({ image, labelmap: new Uint8Array(image.pixels.length) }));
    return this.prepare(unmarked, intensities).map((example) => example.plain());
  }

  private sampleOf({ seriesId, pixels }: Image): Float32Array {
    return this.input.intensities.get(seriesId) ?? pixels;
  }

  private prepare(examples: readonly Example[], intensities: IntensityMapping): FieldExample[] {
    const { plan, segments } = this.input;
    const classOf = new Map(segments.map(({ index }, i) => [index, i + 1]));
    return examples.map((example) => {
      const normalisation = fitNormalisation(this.sampleOf(example.image), intensities);
      return new FieldExample(example, this.field, plan.size, normalisation, classOf);
    });
  }

  /** Stopped before its end it changes nothing. */
  private async search({
    changes: all,
    folds: most,
    steps,
    unlabelled: usesUnlabelled,
  }: VariationSearch): Promise<void> {
    const { examples } = this.input;
    const folds = dealFolds(examples, most);
    if (folds.length < 2) return;
    const { unlabelled = [] } = this.input;
    const images = [...examples.map(({ image }) => image), ...unlabelled];
    const one = new Set(images.map(({ seriesId }) => seriesId)).size === 1;
    const changes = all.filter(({ between }) => !one || between !== 'series');
    const total = (1 + changes.length) * folds.length * steps;
    let done = 0;
    const pause = async (segmenter: number) => {
      this.watch.tick('segmenter');
      this.report('comparing', ++done, total, { segmenter });
      this.stopped ||= await this.events.pause();
      return this.stopped;
    };
    const judge = ({ augmentation, intensities }: Variation) =>
      crossValidate({
        plan: { ...this.input.plan, segmenterSteps: steps },
        initial: this.initial,
        classes: this.classes,
        folds: folds.map((fold) => this.prepare(fold, intensities)),
        unlabelled: usesUnlabelled ? this.prepareUnlabelled(intensities) : [],
        strength: augmentation,
        seed: this.input.seed + 1,
        pause,
      });
    this.position.search = (await climb(this.variation, changes, judge)) ?? null;
    this.seconds.comparing = this.watch.elapsedMs / 1000 - this.seconds.preparing;
    this.watch.restartStep();
  }

  private async trainGenerator(level: GeneratorLevel): Promise<void> {
    const { generatorSteps: steps } = this.input.plan;
    for (let step = this.position.step + 1; step <= steps && !this.stopped; step++) {
      const losses = await this.generatorStep(level);
      this.watch.tick('generator');
      const show = step === 1 || step === steps || step % Math.max(1, Math.floor(steps / 8)) === 0;
      const extra = show ? { pairs: await this.showPairs(level) } : {};
      this.report('generator', step, steps, losses, extra);
      this.stopped = await this.events.pause();
      this.position.step = step;
      await this.checkpoint();
    }
  }

  /** Level 1. */
  private async generatorStep(level: GeneratorLevel): Promise<{ generator: number; discriminator: number }> {
    const { images, masks } = this.drawBatch(this.input.plan.batch);
    const losses = level.step(masks, images);
    tf.dispose([images, masks]);
    const [generator, discriminator] = await Promise.all([
      readScalar(losses.generator, 'generator'),
      readScalar(losses.discriminator, 'discriminator'),
    ]);
    return { generator, discriminator };
  }

  /**
   * Levels 2 and 3. Also after Stop at least one validation happens, so that there is always a model to keep.
   */
  private async trainSegmenter(): Promise<void> {
    const { segmenterSteps: steps, validateEvery, patience, joinAt = Infinity } = this.input.plan;
    const { position } = this;
    const began = this.watch.elapsedMs / 1000 - this.seconds.segmenter;
    const clock = () => {
      this.seconds.segmenter = this.watch.elapsedMs / 1000 - began;
      this.seconds.total = this.watch.elapsedMs / 1000;
    };
    for (let step = position.step + 1; step <= steps; step++) {
      const joined = step > joinAt * steps;
      if (joined) this.joinExamples();
      const losses = await this.trainingStep(step, joined).catch((error: unknown) => {
        if (!position.best || !(error instanceof DivergedError)) throw error;
        return undefined;
      });
      // A diverged training keeps what was good.
      if (losses === undefined) break;
      this.watch.tick('segmenter');
      this.stopped ||= await this.events.pause();
      position.step = step;
      const last = step === steps || this.stopped;
      // The last validation before the examples join is the figure that counts.
      const joining = step + 1 > joinAt * steps && !joined;
      if (!last && !joining && (joined || step % validateEvery !== 0)) {
        this.report('segmenter', step, this.totalSteps, losses);
        await this.checkpoint();
        continue;
      }
      if (joined && position.best) {
        this.measure();
        clock();
        position.best = await this.snapshot(position.best.validationDice);
        this.events.onImproved(position.best);
        this.report('segmenter', step, this.totalSteps, losses);
        break;
      }
      const validationDice = await this.validate();
      this.report('segmenter', step, this.totalSteps, losses, { validationDice });
      if (!position.best || validationDice >= position.best.validationDice || joining) {
        clock();
        position.best = await this.snapshot(validationDice);
        this.events.onImproved(position.best);
      }
      if (validationDice > position.bestForPatience + LEAST_GAIN) {
        position.bestForPatience = validationDice;
        position.lastGain = step;
      }
      const patient =
        joinAt <= 1 ||
        step - position.lastGain < patience * validateEvery ||
        step < LEAST_SHARE * steps ||
        position.bestForPatience < LEAST_DICE;
      if (this.stopped || !patient) break;
      await this.checkpoint();
    }
    clock();
  }

  /**
   * Further segmenters of other draws, and of other first weights unless these are the shipped ones; with `joinAt` on all examples, and what the first one's training has found; together they
   * predict better than the best of them (Lakshminarayanan et al. 2017), and more alike from seed to seed. Nothing is left to
   * validate them on. Stopped, the networks that are done predict without the one that is not.
   */
  private async trainMembers(): Promise<void> {
    const { members = 1, joinAt } = this.input.plan;
    const { position, seconds } = this;
    const { best } = position;
    if (!best || members < 2 || this.stopped) return;
    if (position.stage !== 'members') {
      Object.assign(position, { stage: 'members', step: 0, finished: [best.weights] });
      this.replaceSegmenter();
    }
    if (joinAt !== undefined) this.joinExamples();
    const began = this.watch.elapsedMs / 1000 - seconds.segmenter;
    while (position.finished.length < members && (await this.trainMember())) {
      const weights = await this.segmenter.average.averaged.parameters.read();
      // Another array: a checkpoint may hold the one before.
      position.finished = [...position.finished, weights];
      position.step = 0;
      seconds.segmenter = this.watch.elapsedMs / 1000 - began;
      seconds.total = this.watch.elapsedMs / 1000;
      position.best = await this.snapshot(best.validationDice, position.finished);
      this.events.onImproved(position.best);
      if (position.finished.length < members) this.replaceSegmenter();
    }
  }

  /** @returns whether it is of use: not where it was stopped, or diverged */
  private async trainMember(): Promise<boolean> {
    const { segmenterSteps: steps } = this.input.plan;
    const { position } = this;
    for (let step = position.step + 1; step <= steps; step++) {
      const losses = await this.trainingStep(step, true).catch((error: unknown) => {
        if (error instanceof DivergedError) return undefined;
        throw error;
      });
      if (losses === undefined) return false;
      this.watch.tick('segmenter');
      this.report('segmenter', position.finished.length * steps + step, this.totalSteps, losses);
      this.stopped ||= await this.events.pause();
      if (this.stopped) return false;
      position.step = step;
      await this.checkpoint();
    }
    this.measure();
    return true;
  }

  private replaceSegmenter(): void {
    this.segmenter.dispose();
    this.segmenter = this.makeSegmenter();
  }

  private makeSegmenter(): SegmenterTraining {
    return new SegmenterTraining(this.input.plan, this.classes, this.random, this.initial);
  }

  /** From now on the examples that validated train, too. */
  private joinExamples(): void {
    if (this.hasJoined) return;
    this.training = this.withInterpolated(this.input.examples);
    this.hasJoined = true;
  }

  /** Segmenter steps of all members. */
  private get totalSteps(): number {
    const { segmenterSteps, members = 1 } = this.input.plan;
    return segmenterSteps * members;
  }

  /** One step of level 2, and of levels 1 and 3 when it is their turn. */
  private async trainingStep(step: number, joined: boolean): Promise<TrainProgress['losses']> {
    const { outerEvery = Infinity } = this.input.plan;
    const { groups, dispose } = this.drawGroups();
    try {
      const loss = tf.tidy(() => this.segmenter.step(step, groups.map(present)));
      const losses: TrainProgress['losses'] = { segmenter: await readScalar(loss, 'segmenter') };
      const { generatorLevel, outerLevel } = this;
      if (!generatorLevel || !outerLevel || joined || step % outerEvery !== 0) return losses;
      const validation = this.validationBatch();
      const problem: OuterProblem = {
        segmenter: this.segmenter.segmenter,
        training: groups,
        validation,
        rate: this.segmenter.level.rateOf(step),
        // The segmenter has just made this step: the validation gradient is taken behind it.
        lookAhead: false,
      };
      const { validationLoss } = await outerLevel
        .step(problem)
        .finally(() => tf.dispose([validation.images, validation.masks]));
      return { ...losses, validation: validationLoss, ...(await this.generatorStep(generatorLevel)) };
    } finally {
      dispose();
    }
  }

  /**
   * Real pairs, and generated ones whose images depend on the generator's architecture. The generator draws its noise anew
   * for each batch, and the same noise each time that the images of a batch are made; what else is drawn goes on behind it.
   */
  private drawGroups(): { groups: TrainingGroup[]; dispose: () => void } {
    const { generatorLevel, mixing, random } = this;
    const count = this.generatedCount;
    const real = this.drawBatch(this.input.plan.batch);
    if (!generatorLevel || !mixing || count === 0) {
      return { groups: [real], dispose: () => tf.dispose([real.images, real.masks]) };
    }
    const pairs = this.drawBatch(count);
    pairs.images.dispose();
    const noise = Math.floor(random() * 2 ** 32);
    const images = () => {
      const { state } = random;
      random.state = noise;
      try {
        return generatorLevel.generate(pairs.masks);
      } finally {
        random.state = state;
      }
    };
    return {
      groups: [
        { ...real, weight: mixing.real },
        { images, masks: pairs.masks, weight: mixing.synthetic },
      ],
      dispose: () => tf.dispose([real.images, real.masks, pairs.masks]),
    };
  }

  /** Generated pairs in a step of the segmenter. */
  private get generatedCount(): number {
    const { syntheticPerBatch, generatorSteps } = this.input.plan;
    return generatorSteps > 0 ? syntheticPerBatch : 0;
  }

  private drawBatch(count: number): { images: tf.Tensor4D; masks: tf.Tensor4D } {
    return this.toBatch(this.drawPairs(count));
  }

  /** As many validation images as a batch has, as they are. */
  private validationBatch(): { images: tf.Tensor4D; masks: tf.Tensor4D } {
    const { batch } = this.input.plan;
    const { validation, random } = this;
    const first = Math.floor(random() * validation.length);
    const count = Math.min(batch, validation.length);
    return this.toBatch(Array.from({ length: count }, (_, i) => validation[(first + i) % validation.length]));
  }

  private toBatch(pairs: readonly FieldPair[]): { images: tf.Tensor4D; masks: tf.Tensor4D } {
    const { size } = this.input.plan;
    return { images: imageBatch(pairs, size), masks: labelBatch(pairs, size, this.classes) };
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

  private restore({ parts, seconds, ...checkpoint }: TrainingCheckpoint): void {
    writeParts(this.parts, parts);
    const { stage, step, best, lastGain, bestForPatience, search, finished } = checkpoint;
    Object.assign(this.position, { stage, step, best, lastGain, bestForPatience, search, finished });
    Object.assign(this.seconds, seconds);
  }

  private get parts() {
    const { random, segmenter, generatorLevel, mixing, outerLevel } = this;
    return { random, segmenter, generatorLevel, mixing, outerLevel };
  }

  private async validate(): Promise<number> {
    this.measure();
    return this.segmenter.validate(this.validation);
  }

  private measure(): void {
    const { batch } = this.input.plan;
    this.segmenter.measure(Array.from({ length: MEASURING_BATCHES }, () => this.drawPairs(batch)));
  }

  private drawPairs(count: number): FieldPair[] {
    return drawPairs(this.training, count, this.variation.augmentation, this.random);
  }

  private async showPairs(level: GeneratorLevel): Promise<GeneratedPair[]> {
    const { size } = this.input.plan;
    const shown = [...new Set(this.training)].slice(0, SHOWN_PAIRS).map((example) => example.plain());
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

  /** @param members what predicts together; by default the network that trains at present */
  private async snapshot(validationDice: number, members?: readonly Weights[]): Promise<TrainingSnapshot> {
    const { segments } = this.input;
    const { averaged } = this.segmenter.average;
    const networks = members ?? [await averaged.parameters.read()];
    return {
      description: {
        segments: [...segments],
        field: this.field,
        intensities: this.variation.intensities,
        acquisition: this.acquisition,
        network: { kind: averaged.kind, ...averaged.shape, members: networks.length },
      },
      weights: joinMembers(networks),
      validationDice,
      validationImages: this.validationImages,
      heldOut: !this.split.validation.some((example) => this.split.training.includes(example)),
      learnt: {
        syntheticShare: (await this.mixing?.readShare()) ?? null,
        architecture: (await this.generatorLevel?.readArchitecture()) ?? null,
        search: this.position.search,
        interpolated: this.interpolated,
        initialised: this.initial !== undefined,
        joined: this.hasJoined && this.input.examples.length > this.split.training.length,
      },
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
    const { generatorSteps } = this.input.plan;
    const { totalSteps } = this;
    const later = stage === 'preparing' || stage === 'comparing';
    const remainingMs = this.watch.remainingMs({
      generator: later ? generatorSteps : stage === 'generator' ? generatorSteps - step : 0,
      segmenter:
        stage === 'segmenter' ? steps - step : totalSteps + (stage === 'comparing' ? steps - step : 0),
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

/** A group as level 2 sees it: its images and weight are made once, without their gradients. */
function present({ images, masks, weight }: TrainingGroup): TrainingGroup {
  const factor = typeof weight === 'function' ? weight() : undefined;
  return {
    images: typeof images === 'function' ? images() : images,
    masks,
    weight: factor ? () => factor : weight,
  };
}

/** A resumed training that began with it goes on with weights of its own, whether it can be read again or not. */
function initialOf({ plan, examples, initial, resume }: TrainingInput): InitialNetwork | undefined {
  if (!beginsInitialised(plan, examples)) return undefined;
  return initial ?? (resume && { levels: INITIAL.levels, weights: new Map() });
}

/** A loss is not a finite number. */
class DivergedError extends Error {
  constructor(network: string, loss: number) {
    super(`The loss of the ${network} became ${loss}. Press Train again, or choose another preset.`);
  }
}

/** Reads and frees a loss. Throws `DivergedError` when it is not a finite number. */
async function readScalar(loss: tf.Scalar, network: string): Promise<number> {
  const [value] = await loss.data();
  loss.dispose();
  if (!Number.isFinite(value)) throw new DivergedError(network, value);
  return value;
}
