import * as tf from '@tensorflow/tfjs';
import type { OuterProblem, TrainingGroup } from '../hypergradient/OuterProblem';
import { readLoss } from '../readLoss';
import type { TrainProgress } from '../TrainingProgress';
import type { TrainingSession } from '../TrainingSession';
import { generatorStep } from './trainGenerator';

/**
 * Takes one step of level 2, and of levels 3 and 1 when they are due. These two stop once the validation
 * examples are included.
 */
export async function trainingStep(
  session: TrainingSession,
  step: number,
  validationIncluded: boolean,
): Promise<TrainProgress['losses']> {
  const { outerEvery = Infinity } = session.plan;
  const { generatorLevel, outerLevel, segmenter, generatedCount } = session;
  const { groups, dispose } = drawGroups(session);
  try {
    const loss = tf.tidy(() => segmenter.step(step, groups.map(present)));
    const losses: TrainProgress['losses'] = { segmenter: await readLoss(loss, 'segmenter') };
    if (!generatorLevel || !outerLevel || generatedCount === 0) return losses;
    if (validationIncluded || step % outerEvery !== 0) return losses;
    const validation = session.shown.validationBatch();
    const problem: OuterProblem = {
      segmenter: segmenter.segmenter,
      training: groups,
      validation,
      rate: segmenter.level.rateOf(step),
      // The segmenter has just taken this step, so the validation gradient is already taken after it.
      lookAhead: false,
    };
    const { validationLoss } = await outerLevel
      .step(problem)
      .finally(() => tf.dispose([validation.images, validation.masks]));
    return { ...losses, validation: validationLoss, ...(await generatorStep(session, generatorLevel)) };
  } finally {
    dispose();
  }
}

/**
 * Draws real pairs, and masks whose generated images depend on the generator's architecture. The generator's
 * noise is drawn once for each batch and repeated whenever the images of the batch are generated again; this
 * does not affect other random draws.
 */
function drawGroups(session: TrainingSession): { groups: TrainingGroup[]; dispose: () => void } {
  const { generatorLevel, mixing, random, shown, plan, generatedCount: count } = session;
  const real = shown.drawBatch(plan.batch);
  if (!generatorLevel || !mixing || count === 0) {
    return { groups: [real], dispose: () => tf.dispose([real.images, real.masks]) };
  }
  const masks = shown.drawMasks(count);
  const noise = Math.floor(random() * 2 ** 32);
  const images = () => {
    const { state } = random;
    random.state = noise;
    try {
      return generatorLevel.generate(masks);
    } finally {
      random.state = state;
    }
  };
  return {
    groups:
      plan.trainsOn === 'generated'
        ? [{ images, masks }]
        : [
            { ...real, weight: mixing.real },
            { images, masks, weight: mixing.synthetic },
          ],
    dispose: () => tf.dispose([real.images, real.masks, masks]),
  };
}

/** A group as level 2 uses it: its images and weight are computed once, without their gradients. */
function present({ images, weight, ...masks }: TrainingGroup): TrainingGroup {
  const factor = typeof weight === 'function' ? weight() : undefined;
  return {
    ...masks,
    images: typeof images === 'function' ? images() : images,
    weight: factor ? () => factor : weight,
  };
}
