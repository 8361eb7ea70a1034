import { unlessDiverged } from '../readLoss';
import type { TrainingSession } from '../TrainingSession';
import { trainingStep } from './trainingStep';

/**
 * Further segmenters of other draws, and of other first weights unless these are the shipped ones; with `includeValidationAt` on all examples,
 * and what the first one's training has found. Together they predict better than the best of them (Lakshminarayanan et al.
 * 2017), and more alike from seed to seed. Nothing is left to validate them on. Stopped, the networks that are done predict
 * without the one that is not.
 */
export async function trainMembers(session: TrainingSession): Promise<void> {
  const { position, seconds, watch } = session;
  const { members = 1, includeValidationAt } = session.plan;
  const { best } = position;
  if (!best || members < 2 || session.stopped) return;
  if (position.stage !== 'members') {
    Object.assign(position, { stage: 'members', step: 0, finished: [best.weights] });
    session.replaceSegmenter();
  }
  if (includeValidationAt !== undefined) session.shown.join();
  const began = watch.elapsedMs / 1000 - seconds.segmenter;
  while (position.finished.length < members && (await trainMember(session))) {
    const weights = await session.segmenter.average.averaged.parameters.read();
    // Another array: a checkpoint may hold the one before.
    position.finished = [...position.finished, weights];
    position.step = 0;
    seconds.segmenter = watch.elapsedMs / 1000 - began;
    seconds.total = watch.elapsedMs / 1000;
    position.best = await session.snapshot(best.validationDice, position.finished);
    session.events.onImproved(position.best);
    if (position.finished.length < members) session.replaceSegmenter();
  }
}

/** @returns whether it is of use: not where it was stopped, or diverged */
async function trainMember(session: TrainingSession): Promise<boolean> {
  const { position, plan } = session;
  const { segmenterSteps: steps } = plan;
  for (let step = position.step + 1; step <= steps; step++) {
    const losses = await unlessDiverged(trainingStep(session, step, true));
    if (losses === undefined) return false;
    session.watch.tick('segmenter');
    session.report('segmenter', position.finished.length * steps + step, session.totalSteps, losses);
    if (await session.pause()) return false;
    position.step = step;
    await session.checkpoint();
  }
  session.measure();
  return true;
}
