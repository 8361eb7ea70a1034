import { currentImage } from '../adapters/currentImage';
import { SessionError } from '../state/SessionError';
import { runPrediction } from './runPrediction';
import type { Session } from './Session';
import { clearMessages } from './SessionStore';
import { seriesOfImage } from './seriesOfImage';

/**
 * Predicts with a model of the library. If no series is ticked, the one in the active viewport is.
 *
 * @throws SessionError when a training is running or the model cannot be read
 */
export async function applyModel(session: Session, id: string): Promise<void> {
  const { store, scanner, shelf, index } = session;
  if (store.getState().training.phase !== 'idle') throw new SessionError('Stop the training first.');
  clearMessages(store, 'models');
  const model = await shelf.open(id);
  const idle = { phase: 'idle', curve: [], pairs: [], failed: false } as const;
  store.setState({ model, training: { ...idle, curve: [], pairs: [] } });
  await scanner.scan();
  if (!store.getState().series.some(({ enabled }) => enabled)) {
    const key = currentImage(index);
    const shown = key && seriesOfImage(index, store.getState().series, key);
    if (shown) scanner.setSeriesEnabled(shown.id, true);
  }
  await runPrediction(session);
}
