import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../data/random';
import { makeGeneratorLevel } from './makeGeneratorLevel';
import type { TrainingPlan } from './presets';
import { SegmenterTraining } from './SegmenterTraining';
import type { ShownExamples } from './ShownExamples';

/** Steps before the measurement: the first ones also compile shaders and allocate memory. */
const WARM_UP = 2;
/** Steps are measured until there are this many, and for at least this long, ms. */
const MEASURED = 3;
const MEASURED_MS = 300;
/** Maximum share of the budget that the generator's first training takes. */
const GENERATOR_SHARE = 0.15;
/** Share of the budget that is left for preparing, validation and reading the result. */
const RESERVE = 0.06;
/** With fewer steps, no network learns anything. */
const MIN_STEPS = 20;
/**
 * Steps of one network on grey images of several series, before others are trained beside it: more of them
 * gain less than a second network (docs/experiments/two-networks.md).
 */
const ENOUGH_STEPS = 750;
/** Prediction takes as many times as long. */
const MAX_MEMBERS = 3;

/** A plan with its numbers of steps, and how long each step takes. */
interface FittedPlan {
  plan: TrainingPlan;
  /** Expected duration of a step of each stage, ms. */
  stepMs: { generator: number; segmenter: number };
}

/**
 * Chooses the numbers of steps so that the training takes about `seconds` on this backend: takes a few steps
 * of scratch networks on the examples and measures them. The plan's own numbers of steps are the maximum.
 * Where one network is soon as good as it gets, the time is for several, unless the plan has their number.
 *
 * @param seconds time for the whole training
 * @param shown examples that are shown already; draws some of them
 * @param before the training that this one goes on from, whose generator is trained already; its duration
 *   of a step, if known, is not measured again
 */
export async function fitToBudget(
  plan: TrainingPlan,
  seconds: number,
  shown: ShownExamples,
  before?: { stepMs?: number },
): Promise<FittedPlan> {
  const { batch, outerEvery = Infinity, syntheticPerBatch, generatorSteps } = plan;
  const total = 1000 * seconds * (1 - RESERVE);
  if (before?.stepMs !== undefined) {
    const segmenterSteps = stepsIn(total, before.stepMs, plan.segmenterSteps);
    return {
      plan: { ...plan, generatorSteps: 0, segmenterSteps },
      stepMs: { generator: 0, segmenter: before.stepMs },
    };
  }
  const realMs = await segmenterStepMs(plan, shown);
  const generator = generatorSteps === 0 ? 0 : await generatorStepMs(plan, shown);
  const first =
    generatorSteps === 0 || before ? 0 : stepsIn(GENERATOR_SHARE * total, generator, generatorSteps);
  // Level 3 takes about three passes of the segmenter, and is followed by a step of the generator.
  const segmenter =
    generatorSteps === 0
      ? realMs
      : realMs * (1 + syntheticPerBatch / batch) + (3 * realMs + generator) / outerEvery;
  const left = total - first * generator;
  const members = plan.members ?? (shown.saturates ? membersIn(left / segmenter) : 1);
  const segmenterSteps = stepsIn(left / members, segmenter, plan.segmenterSteps);
  return {
    plan: { ...plan, members, generatorSteps: first, segmenterSteps },
    stepMs: { generator, segmenter },
  };
}

/** Number of networks for a number of steps. */
function membersIn(steps: number): number {
  return Math.min(MAX_MEMBERS, Math.max(1, Math.floor(steps / ENOUGH_STEPS)));
}

function stepsIn(ms: number, stepMs: number, most: number): number {
  return Math.min(most, Math.max(MIN_STEPS, Math.floor(ms / stepMs)));
}

async function segmenterStepMs(plan: TrainingPlan, shown: ShownExamples): Promise<number> {
  const { channels, classes } = shown;
  const scratch = new SegmenterTraining(plan, { channels, classes }, seededRandom(0));
  let step = 0;
  const ms = await measureStep(async () => {
    const real = shown.drawBatch(plan.batch);
    const loss = scratch.step(++step, [real]);
    tf.dispose([real.images, real.masks]);
    await loss.data();
    loss.dispose();
  });
  scratch.dispose();
  return ms;
}

async function generatorStepMs(plan: TrainingPlan, shown: ShownExamples): Promise<number> {
  const scratch = makeGeneratorLevel(plan, shown, seededRandom(0));
  const ms = await measureStep(async () => {
    const { images, masks } = shown.drawBatch(plan.batch);
    const { generator, discriminator } = scratch.step(masks, images);
    tf.dispose([images, masks]);
    await Promise.all([generator.data(), discriminator.data()]);
    tf.dispose([generator, discriminator]);
  });
  scratch.dispose();
  return ms;
}

/** Median duration of a step, ms. */
async function measureStep(step: () => Promise<void>): Promise<number> {
  for (let i = 0; i < WARM_UP; i++) await step();
  const each: number[] = [];
  const began = performance.now();
  while (each.length < MEASURED || performance.now() - began < MEASURED_MS) {
    const start = performance.now();
    await step();
    each.push(performance.now() - start);
  }
  return each.sort((a, b) => a - b)[Math.floor(each.length / 2)];
}
