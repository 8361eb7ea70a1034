import type { TrainingSession } from '../TrainingSession';
import { showPreview } from './showPreview';
import { trainingStep } from './trainingStep';

/** Share of the segmenter's steps that come before the generator's, and their maximum. */
const SHARE = 0.1;
const MOST = 40;

/**
 * Takes the segmenter's first steps before the generator is trained, so that there are masks to preview
 * meanwhile. They train on the examples alone; generated pairs join in the steps that follow.
 */
export async function beginSegmenter(session: TrainingSession): Promise<void> {
  const { plan, position, watch, seconds } = session;
  if (plan.trainsOn === 'generated') return;
  const steps = Math.min(MOST, Math.floor(SHARE * plan.segmenterSteps));
  const began = watch.elapsedMs;
  while (position.begun < steps && !session.stopped) {
    const losses = await trainingStep(session, position.begun + 1, false);
    watch.tick('segmenter');
    position.begun++;
    session.report('segmenter', position.begun, session.totalSteps, losses);
    await session.pause();
    await showPreview(session);
    await session.checkpoint();
  }
  seconds.segmenter += (watch.elapsedMs - began) / 1000;
  watch.restartStep();
}
