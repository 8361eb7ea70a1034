import * as tf from '@tensorflow/tfjs';
import type { AugmentationStrength } from '../data/augmentation';
import { seededRandom } from '../data/random';
import type { InitialNetwork } from '../networks/InitialNetwork';
import { drawPairs, imageBatch, labelBatch } from './batches';
import { agreement } from './dice';
import type { FieldExample, FieldPair } from './FieldExample';
import type { SegmenterPlan, SegmenterTask } from './SegmenterTraining';
import { SegmenterTraining } from './SegmenterTraining';

/** What is judged: segmenters that differ in how their examples are varied. */
export interface CrossValidation {
  plan: SegmenterPlan & { batch: number };
  task: SegmenterTask;
  /** What each segmenter begins with. */
  initial?: InitialNetwork;
  /** Examples by fold, at least two; each fold is predicted by a segmenter that trained on the others. */
  folds: readonly FieldExample[][];
  /** Images without masks, on which the folds' segmenters are compared; their labels are not read. */
  unlabelled: readonly FieldPair[];
  strength: AugmentationStrength;
  /** The same one gives each fold the same weights and draws, whatever else differs. */
  seed: number;
  /** After each step; resolves true when there is to be no further one. */
  pause: (loss: number) => Promise<boolean>;
}

/** How good a way to train is, all 0..1. */
export interface Judgement {
  /** Mean Dice over the folds, each predicted without having trained. */
  dice: number;
  /** How far the folds' segmenters agree about the unlabelled images; null where there are none. */
  agreement: number | null;
}

const MEASURING_BATCHES = 4;

/**
 * Trains a segmenter for each fold and validates it on what it has not seen. When few patients are labelled, a fold is
 * predicted well by what would fail on everybody else; then segmenters of different folds disagree about the unlabelled
 * images, which needs no masks to be seen.
 *
 * @returns undefined when it was told to end before all folds were done
 */
export async function crossValidate(validation: CrossValidation): Promise<Judgement | undefined> {
  const { folds, unlabelled, task } = validation;
  const results: FoldResult[] = [];
  for (let fold = 0; fold < folds.length; fold++) {
    const result = await trainFold(validation, fold);
    if (!result) return undefined;
    results.push(result);
  }
  const dice = mean(results.map((result) => result.dice));
  if (unlabelled.length === 0) return { dice, agreement: null };
  const segments = Array.from({ length: task.classes - 1 }, (_, i) => i + 1);
  const pairs = results.flatMap(({ labels: a }, i) =>
    results.slice(i + 1).map(({ labels: b }) => agreement(a, b, segments)),
  );
  return { dice, agreement: mean(pairs) };
}

interface FoldResult {
  dice: number;
  /** Of the unlabelled images. */
  labels: Uint8Array[];
}

/** Apart from those that weights and draws come from. */
const MEASURING_SEED = 0x5eed;

async function trainFold(
  { plan, task, initial, folds, unlabelled, strength, seed, pause }: CrossValidation,
  fold: number,
): Promise<FoldResult | undefined> {
  const { size, batch, segmenterSteps: steps } = plan;
  const examples = folds.filter((_, other) => other !== fold).flat();
  const random = seededRandom(seed + fold);
  const training = new SegmenterTraining(plan, task, random, initial);
  try {
    for (let step = 1; step <= steps; step++) {
      const pairs = drawPairs(examples, batch, strength, random);
      const [images, masks] = [imageBatch(pairs, size), labelBatch(pairs, size, task.classes)];
      const loss = training.step(step, [{ images, masks }]);
      tf.dispose([images, masks]);
      const [value] = await loss.data();
      loss.dispose();
      if (await pause(value)) return undefined;
    }
    const measuring = seededRandom(seed + fold + MEASURING_SEED);
    training.measure(
      Array.from({ length: MEASURING_BATCHES }, () => drawPairs(examples, batch, strength, measuring)),
    );
    const dice = await training.validate(folds[fold].map((example) => example.plain()));
    return { dice, labels: await training.predict(unlabelled) };
  } finally {
    training.dispose();
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
