import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { registerKernels } from './registerKernels';
import type { StartedBackend } from './StartedBackend';
import { Dispatcher } from './webgpu/Dispatcher';
import { orderFreeBuffers } from './webgpu/orderFreeBuffers';
import { SUBMIT_EVERY, SUBMIT_FLAG } from './webgpu/submissions';
import { uploadByQueue } from './webgpu/uploadByQueue';

/** The outcome of starting WebGPU: a backend, or why there is none. */
export type WebGPUAttempt = { started: StartedBackend } | { started: undefined; why: string };

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render/i;

/**
 * Starts WebGPU if the browser supports it.
 *
 * @param acceptSoftware also accept a software adapter: correct, but far slower than WASM
 */
export async function startWebGPU(acceptSoftware: boolean): Promise<WebGPUAttempt> {
  const gpu = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  if (!gpu) return { started: undefined, why: 'This browser has no WebGPU.' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { started: undefined, why: 'The browser found no graphics adapter for WebGPU.' };
  const { info } = adapter;
  const description =
    [info.vendor, info.architecture, info.description].filter(Boolean).join(' ') || 'unknown adapter';
  const software = info.isFallbackAdapter || SOFTWARE.test(description);
  if (software && !acceptSoftware) {
    return { started: undefined, why: `WebGPU runs only in software here (${description}).` };
  }
  try {
    // Registers the backend; loaded only where it is usable.
    await import(/* webpackMode: "eager" */ '@tensorflow/tfjs-backend-webgpu');
    if (!(await tf.setBackend('webgpu'))) throw new Error('TF.js refused it');
    await tf.ready();
    registerKernels('webgpu');
    adapt(tf.backend() as WebGPUBackend);
    Dispatcher.of(tf.backend() as WebGPUBackend).cooperative = !software;
  } catch (error) {
    return {
      started: undefined,
      why: `WebGPU did not start (${error instanceof Error ? error.message : error}).`,
    };
  }
  const { device } = tf.backend() as WebGPUBackend;
  const lost = device.lost.then(({ message, reason }) => message || String(reason) || 'no reason given');
  const label = `WebGPU (${description}${software ? ', software' : ''})`;
  return { started: { status: { name: 'webgpu', label, reason: '', software }, lost } };
}

const adapted = new WeakSet<WebGPUBackend>();

/** Speeds up TF.js's backend for repeated steps; each file explains how. */
function adapt(backend: WebGPUBackend): void {
  tf.env().set(SUBMIT_FLAG, SUBMIT_EVERY);
  if (adapted.has(backend)) return;
  adapted.add(backend);
  uploadByQueue(backend);
  orderFreeBuffers(backend);
}
