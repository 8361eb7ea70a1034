import { fitNormalisation } from '../data/normalisation';
import { Segmenter } from '../inference/Segmenter';
import { dropUnfaithfulPairs } from '../learning/stages/dropUnfaithfulPairs';
import { trainGenerator } from '../learning/stages/trainGenerator';
import { trainingStep } from '../learning/stages/trainingStep';
import { takeSnapshot } from '../learning/takeSnapshot';
import type { TrainingInput } from '../learning/TrainingInput';
import { TrainingSession } from '../learning/TrainingSession';

/**
 * Does once what a training does many times, and the prediction after it, so that every program of the GPU is
 * compiled before it is needed. What it learns is thrown away.
 *
 * @param input of the shapes that are to come: channels, segments, number of examples, and plan
 */
export async function rehearse(input: TrainingInput): Promise<void> {
  const plan = { ...input.plan, seconds: undefined, generatorSteps: Math.min(1, input.plan.generatorSteps) };
  const session = new TrainingSession(
    { ...input, plan },
    { onProgress: () => undefined, onImproved: () => undefined, pause: async () => false },
  );
  const { generatorLevel, position, shown, segmenter } = session;
  try {
    shown.show();
    await trainingStep(session, 1, false);
    if (generatorLevel) {
      await trainGenerator(session, generatorLevel);
      await dropUnfaithfulPairs(session, generatorLevel);
    }
    Object.assign(position, { stage: 'segmenter', unfaithful: false });
    const { outerEvery = 1 } = session.plan;
    await trainingStep(session, outerEvery, false);
    session.measure();
    await segmenter.validate(shown.validation.slice(0, 1));
    await predictOnce(session);
  } finally {
    session.dispose();
  }
}

async function predictOnce(session: TrainingSession): Promise<void> {
  const { description, weights } = await takeSnapshot(session, 0);
  const [{ image }] = session.input.examples;
  const { intensities, network } = description;
  const segmenter = new Segmenter(description, weights);
  try {
    await segmenter.predict(image, fitNormalisation(image.pixels, intensities, network.channels));
  } finally {
    segmenter.dispose();
  }
}
