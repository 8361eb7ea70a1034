import * as tf from '@tensorflow/tfjs';
import type { BackendRequest, BackendStatus } from './BackendStatus';
import { registerCpuKernels } from './cpu/registerCpuKernels';
import { startWasm } from './startWasm';
import { startWebGPU } from './startWebGPU';

/** A started backend, and a promise that settles when its device is lost. */
export interface StartedBackend {
  status: BackendStatus;
  /** Resolves with the reason when the device is lost; never resolves on backends that cannot lose one. */
  lost: Promise<string>;
}

const NEVER = new Promise<string>(() => undefined);

/**
 * Starts the requested backend; with `auto` WebGPU where a real adapter exists, else WASM.
 *
 * @param assetsUrl folder of the WASM binaries, ending in a slash
 * @throws Error naming the backend when a forced one is not available
 */
export async function startBackend(request: BackendRequest, assetsUrl: string): Promise<StartedBackend> {
  if (request === 'cpu') {
    await tf.setBackend('cpu');
    registerCpuKernels();
    return { status: { name: 'cpu', label: 'CPU (slow)', reason: '', software: true }, lost: NEVER };
  }
  let reason = '';
  if (request !== 'wasm') {
    const attempt = await startWebGPU(request === 'webgpu');
    if (attempt.started) return attempt.started;
    if (request === 'webgpu') throw new Error(`WebGPU was asked for but cannot be used: ${attempt.why}`);
    reason = attempt.why;
  }
  const label = await startWasm(assetsUrl);
  return { status: { name: 'wasm', label, reason, software: false }, lost: NEVER };
}
