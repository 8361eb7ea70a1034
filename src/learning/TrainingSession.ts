import type { SeededRandom } from '../data/random';
import { seededRandom } from '../data/random';
import type { InitialNetwork } from '../networks/InitialNetwork';
import { initialNetworkOf } from './initialNetworkOf';
import { fitToBudget } from './fitToBudget';
import type { GeneratorLevel } from './levels/generatorLevel';
import { OuterLevel } from './levels/outerLevel';
import { makeGeneratorLevel } from './makeGeneratorLevel';
import { MixingWeight } from './MixingWeight';
import type { TrainingPlan } from './presets';
import { SegmenterTraining } from './SegmenterTraining';
import { ShownExamples } from './ShownExamples';
import { Stopwatch } from './Stopwatch';
import { suitPlan } from './suitPlan';
import type { TrainingCheckpoint, TrainingPosition } from './TrainingCheckpoint';
import { readParts, writeParts } from './TrainingCheckpoint';
import type { TrainingEvents, TrainingInput } from './TrainingInput';
import { planFromStart } from './TrainingStart';
import type { TrainProgress, TrainStage } from './TrainingProgress';
import { withoutUnknown } from './withoutUnknown';

/** Minimum time between checkpoints, ms: a lost device costs about this much work. */
const CHECKPOINT_MS = 10_000;
/** Maximum share of the time that reading checkpoints from the backend may take. */
const CHECKPOINT_SHARE = 0.05;
const MEASURING_BATCHES = 4;

/**
 * Shared state of the stages of a training: the networks, the examples, the progress and its results, and the
 * callbacks. The stages themselves are in `stages/`.
 */
export class TrainingSession {
  readonly input: TrainingInput;
  plan: TrainingPlan;
  readonly watch: Stopwatch;
  readonly random: SeededRandom;
  readonly shown: ShownExamples;
  /** Pretrained network from which segmenters start, if any. */
  readonly initial: InitialNetwork | undefined;
  /** The network that is currently trained. */
  segmenter: SegmenterTraining;
  readonly generatorLevel: GeneratorLevel | undefined;
  readonly mixing: MixingWeight | undefined;
  readonly outerLevel: OuterLevel | undefined;
  readonly seconds = { preparing: 0, generator: 0, segmenter: 0, total: 0 };
  readonly position: TrainingPosition = {
    stage: 'generator',
    step: 0,
    begun: 0,
    best: undefined,
    lastGain: 0,
    bestForPatience: -1,
    unfaithful: false,
    finished: [],
  };
  /** When the next preview is due, see `showPreview`, and whether there was one. */
  readonly previews = { next: -Infinity, useful: false };
  /** Whether the caller has ended the training. */
  stopped = false;
  private nextCheckpoint = performance.now();

  constructor(
    asked: TrainingInput,
    readonly events: TrainingEvents,
  ) {
    const input = { ...asked, examples: asked.examples.map(withoutUnknown) };
    const { start } = input;
    this.initial = initialNetworkOf(input);
    // `initialises` is recorded so that a resumed run uses the same setting, even if the pretrained network
    // can no longer be loaded.
    this.plan = start
      ? planFromStart(input.plan, start)
      : { ...suitPlan(input), initialises: this.initial !== undefined };
    this.input = { ...input, plan: this.plan };
    this.watch = new Stopwatch(input.resume?.elapsedMs);
    this.random = seededRandom(input.seed);
    this.shown = new ShownExamples(this.input, this.random);
    this.segmenter = this.makeSegmenter();
    const { generatorSteps, outerEvery, batch, syntheticPerBatch } = this.plan;
    if (generatorSteps > 0) {
      this.generatorLevel = makeGeneratorLevel(this.plan, this.shown, this.random);
      if (syntheticPerBatch > 0) {
        this.mixing = new MixingWeight(syntheticPerBatch / (batch + syntheticPerBatch));
      }
      if (outerEvery && this.mixing) {
        const { architecture } = this.generatorLevel.generator;
        this.outerLevel = new OuterLevel([...architecture.trainable, ...this.mixing.parameters.trainable]);
      }
    }
    this.nextCheckpoint += events.checkpointMs ?? CHECKPOINT_MS;
  }

  /** Number of generated pairs in a step of the segmenter; none before the generator is trained. */
  get generatedCount(): number {
    const { syntheticPerBatch, generatorSteps } = this.plan;
    const { stage, unfaithful } = this.position;
    return generatorSteps > 0 && stage !== 'generator' && !unfaithful ? syntheticPerBatch : 0;
  }

  /** Number of segmenter steps of all members together. */
  get totalSteps(): number {
    const { segmenterSteps, members = 1 } = this.plan;
    return segmenterSteps * members;
  }

  /**
   * Lets messages be processed.
   *
   * @returns whether the training is to end
   */
  async pause(): Promise<boolean> {
    this.stopped ||= await this.events.pause();
    return this.stopped;
  }

  /** Measures the normalisation statistics of the current network on training examples. */
  measure(batches = MEASURING_BATCHES): void {
    const { batch } = this.plan;
    this.segmenter.measure(Array.from({ length: batches }, () => this.shown.drawPairs(batch)));
  }

  /**
   * Chooses the numbers of steps if the plan has a time budget, see `fitToBudget`. Call before any step, and
   * again if generated pairs are excluded: the time that they would have taken is for the segmenter.
   */
  async fitSteps(): Promise<void> {
    const { seconds, segmenterSteps } = this.input.plan;
    if (seconds === undefined) return;
    // How many examples are drawn depends on the time; what the training draws must not.
    const { state } = this.random;
    const { generatorSteps } = this.plan;
    const most = {
      ...this.plan,
      segmenterSteps,
      generatorSteps: this.position.unfaithful ? 0 : generatorSteps,
    };
    const { start } = this.input;
    const { plan: fitted, stepMs } = await fitToBudget(
      most,
      seconds - this.watch.elapsedMs / 1000,
      this.shown,
      start && { stepMs: start.ended?.stepMs },
    );
    this.plan = { ...fitted, seconds: undefined, generatorSteps: fitted.generatorSteps || generatorSteps };
    this.random.state = state;
    this.segmenter.suitSteps(this.plan.segmenterSteps);
    for (const [stage, ms] of Object.entries(stepMs)) this.watch.expect(stage, ms);
    this.watch.restartStep();
  }

  /** Replaces the trained network by a new one, for the next member. */
  replaceSegmenter(): void {
    this.segmenter.dispose();
    this.segmenter = this.makeSegmenter();
  }

  /** Puts all networks and optimisers into the state of the model that the training goes on from. */
  goOn(): void {
    const { start } = this.input;
    const { segmenter, generatorLevel, mixing, outerLevel } = this;
    // Random draws are this training's own.
    const parts = { random: seededRandom(0), segmenter, generatorLevel, mixing, outerLevel };
    if (start?.ended) writeParts(parts, start.ended.parts);
    Object.assign(this.position, { stage: 'segmenter', step: 0 });
  }

  /** Passes a checkpoint to the caller after a completed step if one is due. */
  async checkpoint(): Promise<void> {
    const start = performance.now();
    if (!this.events.onResumable || this.stopped || start < this.nextCheckpoint) return;
    const parts = await readParts(this);
    this.events.onResumable({
      ...this.position,
      plan: this.plan,
      parts,
      elapsedMs: this.watch.elapsedMs,
      seconds: { ...this.seconds },
    });
    const took = performance.now() - start;
    const patience = this.events.checkpointMs ?? Math.max(CHECKPOINT_MS, took / CHECKPOINT_SHARE);
    this.nextCheckpoint = start + patience;
    this.watch.restartStep();
  }

  /**
   * Restores the networks, the progress and the times from a checkpoint.
   *
   * @throws Error when the checkpoint belongs to networks of other shapes
   */
  restore({ parts, seconds, ...checkpoint }: TrainingCheckpoint): void {
    writeParts(this, parts);
    const { stage, step, best, lastGain, bestForPatience, unfaithful = false, finished } = checkpoint;
    const { begun = 0 } = checkpoint;
    Object.assign(this.position, {
      stage,
      step,
      begun,
      best,
      lastGain,
      bestForPatience,
      unfaithful,
      finished,
    });
    Object.assign(this.seconds, seconds);
  }

  /** Reports the progress of a stage and the remaining time of the training. */
  report(
    stage: TrainStage,
    step: number,
    steps: number,
    losses: TrainProgress['losses'],
    extra: Pick<TrainProgress, 'validationDice' | 'pairs'> = {},
  ): void {
    const { generatorSteps } = this.plan;
    const { totalSteps, position } = this;
    const generated = position.stage === 'generator' ? position.step : generatorSteps;
    const remainingMs = this.watch.remainingMs({
      generator: generatorSteps - (stage === 'generator' ? step : generated),
      segmenter: stage === 'segmenter' ? steps - step : totalSteps - position.begun,
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

  /** Reports the state after the last step, from which another training can go on. */
  async end(): Promise<void> {
    if (!this.events.onEnded) return;
    const { generator, ...others } = await readParts(this);
    this.events.onEnded({
      plan: this.plan,
      stepMs: this.watch.meanMs('segmenter'),
      // A generator whose pairs are excluded is of no further use.
      parts: this.position.unfaithful ? others : { ...others, generator },
    });
  }

  /** Frees all networks and optimisers. */
  dispose(): void {
    this.segmenter.dispose();
    this.generatorLevel?.dispose();
    this.mixing?.parameters.dispose();
    this.outerLevel?.dispose();
  }

  private makeSegmenter(): SegmenterTraining {
    const { channels, classes } = this.shown;
    return new SegmenterTraining(this.plan, { channels, classes }, this.random, this.initial);
  }
}
