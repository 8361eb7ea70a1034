import * as tf from '@tensorflow/tfjs';
import type { AugmentationStrength } from '../data/augmentation';
import { seededRandom } from '../data/random';
import type { InitialNetwork } from '../networks/InitialNetwork';
import { drawPairs, imageBatch, labelBatch } from './batches';
import { agreement } from './dice';
import type { FieldExample, FieldPair } from './FieldExample';
import type { SegmenterPlan, SegmenterTask } from './SegmenterTraining';
import { SegmenterTraining } from './SegmenterTraining';

/** Segmenters to compare, which differ in how their examples are prepared. */
export interface CrossValidation {
  plan: SegmenterPlan & { batch: number };
  task: SegmenterTask;
  /** Pretrained network from which each segmenter starts. */
  initial?: InitialNetwork;
  /** At least two folds of examples; each fold is predicted by a segmenter trained on the others. */
  folds: readonly FieldExample[][];
  /** Images without masks, on which the segmenters of the folds are compared; their labels are ignored. */
  unlabelled: readonly FieldPair[];
  strength: AugmentationStrength;
  /** With the same seed, each fold gets the same initial weights and random draws, whatever else differs. */
  seed: number;
  /** Awaited after each step; resolves to true to end the cross-validation. */
  pause: (loss: number) => Promise<boolean>;
}

/** Quality of a training method; all values 0..1. */
export interface Judgement {
  /** Mean Dice over the folds, each predicted by a segmenter that was not trained on it. */
  dice: number;
  /** Agreement between the segmenters of the folds on the unlabelled images; null without such images. */
  agreement: number | null;
}

const MEASURING_BATCHES = 4;

/**
 * Trains a segmenter for each fold and validates it on the examples that it was not trained on. If only few
 * patients are labelled, a method that fails on other patients may still predict the folds well; but the
 * segmenters of different folds then disagree on the unlabelled images, which can be measured without masks.
 *
 * @returns undefined when it was ended before all folds were done
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
  /** Predicted labels of the unlabelled images. */
  labels: Uint8Array[];
}

/** Offset that separates these random draws from those of weights and training batches. */
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
