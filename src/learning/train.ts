import { beginSegmenter } from './stages/beginSegmenter';
import { dropUnfaithfulPairs } from './stages/dropUnfaithfulPairs';
import { trainGenerator } from './stages/trainGenerator';
import { trainMembers } from './stages/trainMembers';
import { trainSegmenter } from './stages/trainSegmenter';
import type { TrainingEvents, TrainingInput } from './TrainingInput';
import { TrainingSession } from './TrainingSession';
import type { TrainingSnapshot } from './TrainingSnapshot';

/**
 * Trains on three levels (Zhang et al. 2025): generator and discriminator on the examples; the segmenter on
 * real and generated pairs; and with `plan.outerEvery`, the generator's architecture and the weight of
 * generated pairs on the segmenter's validation loss. Early stopping uses the Dice on held-out examples.
 *
 * @returns the segmenter at its best validation; with `plan.includeValidationAt` at its last step; with
 *   `plan.members` all members together
 * @throws Error when a loss is not finite before any model was validated
 */
export async function train(input: TrainingInput, events: TrainingEvents): Promise<TrainingSnapshot> {
  const session = new TrainingSession(input, events);
  try {
    await begin(session);
    await runStages(session);
    const snapshot = finish(session);
    await session.end();
    return snapshot;
  } finally {
    session.dispose();
  }
}

async function begin(session: TrainingSession): Promise<void> {
  const { seconds, watch, shown } = session;
  const { resume } = session.input;
  session.report('preparing', 1, 1, {});
  await session.pause();
  if (resume) session.restore(resume);
  else seconds.preparing = watch.elapsedMs / 1000;
  watch.restartStep();
  shown.show();
  if (!resume) await session.fitSteps();
  shown.suitSteps(session.plan.segmenterSteps);
  if (!resume && session.input.start) session.goOn();
  // Interpolating outlines takes longer than a step.
  watch.restartStep();
}

/** Runs the stages; a resumed training starts with the stage that was interrupted. */
async function runStages(session: TrainingSession): Promise<void> {
  const { position, generatorLevel } = session;
  if (position.stage === 'generator') {
    if (generatorLevel) {
      await beginSegmenter(session);
      await trainGenerator(session, generatorLevel);
    }
    if (generatorLevel && session.plan.dropsUnfaithfulPairs) {
      await dropUnfaithfulPairs(session, generatorLevel);
      if (position.unfaithful) await session.fitSteps();
    }
    Object.assign(position, { stage: 'segmenter', step: position.begun });
  }
  if (position.stage === 'segmenter') await trainSegmenter(session);
  await trainMembers(session);
}

function finish(session: TrainingSession): TrainingSnapshot {
  const { position, seconds, watch, totalSteps, stopped } = session;
  if (!position.best) throw new Error('Training ended before any model was validated.');
  session.report('segmenter', totalSteps, totalSteps, {});
  seconds.total = watch.elapsedMs / 1000;
  return { ...position.best, stopped, seconds: { ...seconds } };
}
