import { assetsUrl } from '../session/assetsUrl';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Chooses the backend of the next training or prediction; stops what is running. */
export const setBackend: Command<'fewShotSetBackend'> = async (session, { backend }) => {
  const { engine, store } = session;
  session.prediction?.abort();
  engine.setOptions({ backend, assetsUrl: assetsUrl() });
  await engine.dispose().catch(() => undefined);
  store.setState({ backend: undefined });
  clearMessages(store, 'engine', 'training');
  const next = store.getState().model ? 'Press Predict, or train again.' : 'Press Train.';
  showMessage(store, {
    id: 'engine',
    kind: 'info',
    text: `${backend === 'auto' ? 'The best backend' : backend.toUpperCase()} will be used from now on. ${next}`,
  });
};
