import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { BackendName } from '../../src/backends/BackendStatus';
import { installWebGPU, missingWebGPU } from './webgpuInNode';

// Software WebGPU takes seconds for what a GPU does in a millisecond.
jest.setTimeout(120_000);

/** Folder of the WASM binaries, as Node loads them. */
export const WASM_ASSETS = `${path.resolve(__dirname, '../../node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`;

/**
 * Runs one suite on each backend that Node has without a GPU; on software WebGPU where Chromium's adapter is found, else
 * the suite reports itself as skipped there. Tests must read tensors with `await data()`: WebGPU has no other way.
 */
export function describeOnBackends(name: string, suite: () => void): void {
  const backends: BackendName[] = ['wasm', 'cpu', 'webgpu'];
  for (const backend of backends) {
    const missing = backend === 'webgpu' ? missingWebGPU() : undefined;
    const block = missing ? describe.skip : describe;
    block(`${name} on ${backend}${missing ? ` (skipped: ${missing})` : ''}`, () => {
      beforeAll(async () => {
        if (backend === 'webgpu') installWebGPU();
        await startBackend(backend, WASM_ASSETS);
        await tf.setBackend(backend);
        expect(tf.getBackend()).toBe(backend);
      });
      if (backend === 'webgpu') afterAll(() => tf.removeBackend('webgpu'));
      suite();
    });
  }
}
