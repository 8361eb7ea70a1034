import { SessionError } from '../state/SessionError';
import { runPrediction } from './runPrediction';
import { runTraining } from './runTraining';
import type { Session } from './Session';

/**
 * Trains on the included examples, going on from a model of the library, then predicts the ticked series. One
 * example is enough; the segments must be the model's.
 *
 * @throws SessionError when a training is running or the model cannot be read
 */
export async function adaptModel(session: Session, id: string): Promise<void> {
  if (session.store.getState().training.phase !== 'idle') throw new SessionError('Stop the training first.');
  const start = await session.shelf.open(id);
  if (await runTraining(session, { start })) await runPrediction(session);
}
