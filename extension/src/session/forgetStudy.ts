import { archivedSeg } from '../adapters/archivedSeg';
import type { Session } from './Session';

/**
 * Erases everything that is saved of the study, and everything of it in the panel and the viewer: drawn and
 * predicted masks, their review, model and training. Objects in the archive, and SEGs opened from it, stay.
 */
export async function forgetStudy(session: Session): Promise<void> {
  const { ohif, store, engine, review, predicted, scanner, saved } = session;
  session.prediction?.abort();
  if (store.getState().training.phase !== 'idle') await engine.dispose();
  // What is just being restored must not come back.
  await scanner.scan();
  await saved.forget();
  const { segmentationService } = ohif.services;
  for (const { segmentationId } of [...segmentationService.getSegmentations()]) {
    if (archivedSeg(ohif, segmentationId)) continue;
    predicted.forget(segmentationId);
    segmentationService.remove(segmentationId);
  }
  review.dispatch({ type: 'forgotten' });
  store.setState(({ series }) => ({
    model: undefined,
    prediction: { running: false, round: 0, done: 0, total: 0 },
    training: { phase: 'idle', curve: [], pairs: [], failed: false },
    series: series.map((entry) => ({ ...entry, round: 0, predicted: 0, stage: 'idle', stored: 'no' })),
    messages: [],
  }));
  await scanner.scan();
  saved.resume();
}
