import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { BackendName } from '../../src/backends/BackendStatus';

/** Folder of the WASM binaries, as Node loads them. */
export const WASM_ASSETS = `${path.resolve(__dirname, '../../node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`;

/** Runs one suite on each backend that Node has without a GPU. */
export function describeOnBackends(name: string, suite: () => void): void {
  const backends: BackendName[] = ['wasm', 'cpu'];
  describe.each(backends)(`${name} on %s`, (backend) => {
    beforeAll(async () => {
      await startBackend(backend, WASM_ASSETS);
      await tf.setBackend(backend);
      expect(tf.getBackend()).toBe(backend);
    });
    suite();
  });
}
