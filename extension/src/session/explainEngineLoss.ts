import type { EngineError } from '../../../src/worker/EngineError';
import { showMessage, type SessionStore } from './SessionStore';

/**
 * Tells the reader that the engine was lost, and offers the way on: a lost graphics device may be lost again, so
 * WASM is offered; a fresh Worker is started by the next training or prediction anyway.
 */
export function explainEngineLoss(store: SessionStore, error: EngineError): void {
  const { model } = store.getState();
  const lost = error.code === 'device-lost';
  store.setState({ backend: undefined });
  showMessage(store, {
    id: 'engine',
    kind: 'error',
    text: error.message,
    action: lost
      ? { label: 'Continue on WASM', call: ['fewShotSetBackend', { backend: 'wasm' }] }
      : model
        ? { label: 'Predict with the last good model', call: ['fewShotPredict'] }
        : undefined,
  });
}
