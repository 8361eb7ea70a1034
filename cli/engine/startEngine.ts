import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BackendRequest, BackendStatus } from '../../src/backends/BackendStatus';
import { startBackend } from '../../src/backends/startBackend';
import { defaultThreads } from './defaultThreads';
import { enableRelaxedSimd } from './enableRelaxedSimd';
import { nodeThreads } from './nodeThreads';
import { provideWebGPU } from './provideWebGPU';

/**
 * Starts a backend in Node. WebGPU comes from Dawn (the package `webgpu`) and needs a graphics card with its
 * driver.
 *
 * @param threads number of threads on WASM; the other backends ignore it
 * @throws Error that names the backend when a forced one is not available
 */
export async function startEngine(
  request: BackendRequest,
  threads = defaultThreads(),
): Promise<BackendStatus> {
  enableRelaxedSimd();
  if (request === 'webgpu' || (request === 'auto' && mayHaveGraphicsCard())) {
    // If Dawn cannot be loaded, startBackend reports what is missing.
    await provideWebGPU().catch(() => undefined);
  }
  const binaries = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json');
  const assets = `${path.join(path.dirname(binaries), 'dist')}/`;
  const { status } = await startBackend(request, assets, undefined, await nodeThreads(assets, threads));
  return status;
}

/**
 * False when there is certainly no graphics card. Dawn is then not loaded, as it prints warnings about
 * missing drivers to stderr.
 */
function mayHaveGraphicsCard(): boolean {
  return process.platform !== 'linux' || ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some(existsSync);
}
