import { unlessDiverged } from '../readLoss';
import { takeSnapshot } from '../takeSnapshot';
import type { TrainingSession } from '../TrainingSession';
import { trainingStep } from './trainingStep';

/**
 * Trains further segmenters with other random draws, and with other initial weights unless these are
 * pretrained. With `includeValidationAt` they train on all examples. They reuse what the first training
 * found: the variation, the generator and the share of generated pairs. Together they predict better than the
 * best of them (Lakshminarayanan et al. 2017), and vary less between seeds. No examples remain to validate
 * them. If the training is ended, the completed networks predict without the incomplete one.
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
  if (includeValidationAt !== undefined) session.shown.includeValidation();
  const began = watch.elapsedMs / 1000 - seconds.segmenter;
  while (position.finished.length < members && (await trainMember(session))) {
    const weights = await session.segmenter.average.averaged.parameters.read();
    // A new array, because a checkpoint may hold the previous one.
    position.finished = [...position.finished, weights];
    position.step = 0;
    seconds.segmenter = watch.elapsedMs / 1000 - began;
    seconds.total = watch.elapsedMs / 1000;
    position.best = await takeSnapshot(session, best.validationDice, position.finished);
    session.events.onImproved(position.best);
    if (position.finished.length < members) session.replaceSegmenter();
  }
}

/**
 * Trains one member.
 *
 * @returns false if the training was ended or diverged, so that the member cannot be used
 */
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
