import * as tf from '@tensorflow/tfjs';
import type { AugmentationStrength } from '../data/augmentation';
import type { SeededRandom } from '../data/random';
import { drawPairs, imageBatch, labelBatch } from './batches';
import type { FieldExample } from './FieldExample';
import type { SegmenterPlan } from './SegmenterTraining';
import { SegmenterTraining } from './SegmenterTraining';

/** What is compared: segmenters that differ in how their examples are varied. */
export interface CrossValidation {
  plan: SegmenterPlan & { batch: number };
  classes: number;
  /** Examples by fold; each fold is predicted by a segmenter that trained on the others. */
  folds: readonly FieldExample[][];
  strength: AugmentationStrength;
  random: SeededRandom;
  /** After each step; resolves true when there is to be no further one. */
  pause: (loss: number) => Promise<boolean>;
}

const MEASURING_BATCHES = 4;

/**
 * Trains a segmenter for each fold and validates it on what it has not seen.
 *
 * @returns the mean Dice over the folds, 0..1; undefined when it was told to end before all folds were done
 */
export async function crossValidate(validation: CrossValidation): Promise<number | undefined> {
  const scores: number[] = [];
  for (const fold of validation.folds) {
    const score = await trainFold(validation, fold);
    if (score === undefined) return undefined;
    scores.push(score);
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

async function trainFold(
  { plan, classes, folds, strength, random, pause }: CrossValidation,
  fold: readonly FieldExample[],
): Promise<number | undefined> {
  const { size, batch, segmenterSteps: steps } = plan;
  const examples = folds.filter((other) => other !== fold).flat();
  const training = new SegmenterTraining(plan, classes, random);
  try {
    for (let step = 1; step <= steps; step++) {
      const pairs = drawPairs(examples, batch, strength, random);
      const [images, masks] = [imageBatch(pairs, size), labelBatch(pairs, size, classes)];
      const loss = training.step(step, [{ images, masks }]);
      tf.dispose([images, masks]);
      const [value] = await loss.data();
      loss.dispose();
      if (await pause(value)) return undefined;
    }
    training.measure(
      Array.from({ length: MEASURING_BATCHES }, () => drawPairs(examples, batch, strength, random)),
    );
    return await training.validate(fold.map((example) => example.plain()));
  } finally {
    training.dispose();
  }
}
