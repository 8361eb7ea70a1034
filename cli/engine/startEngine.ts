import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BackendRequest, BackendStatus } from '../../src/backends/BackendStatus';
import { startBackend } from '../../src/backends/startBackend';

/**
 * Starts a backend in Node. WebGPU comes from Dawn (the package `webgpu`), where a graphics card and its driver are.
 *
 * @throws Error that names the backend when a forced one is not available
 */
export async function startEngine(request: BackendRequest): Promise<BackendStatus> {
  if (request === 'webgpu' || (request === 'auto' && mayHaveGraphicsCard())) await provideWebGPU();
  const binaries = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  const { status } = await startBackend(request, `${path.join(path.dirname(binaries), 'dist')}/`);
  return status;
}

/** Where there is surely no card, Dawn is not even asked: it complains on stderr about drivers that are missing. */
function mayHaveGraphicsCard(): boolean {
  return process.platform !== 'linux' || ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some(existsSync);
}

/** Gives Node the browser's `navigator.gpu`; does nothing where Dawn cannot be loaded. */
async function provideWebGPU(): Promise<void> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    const gpu = create([]);
    if (typeof navigator === 'undefined') {
      Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    } else {
      Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
    }
  } catch {
    // startBackend says what is missing.
  }
}
