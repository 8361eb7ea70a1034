import type { EngineError } from '../../../src/worker/EngineError';
import { showMessage, type SessionStore } from './SessionStore';

/**
 * Reports that the engine was lost and offers a way to continue. A lost graphics device may be lost again, so
 * WASM is offered; the next training or prediction starts a new Worker anyway.
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
