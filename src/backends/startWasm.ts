import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** More threads than this gain nothing at our tensor sizes. */
const MAX_THREADS = 8;

/**
 * Starts the WASM backend, with threads where the page is cross-origin isolated.
 *
 * @param assetsUrl folder of the WASM binaries, ending in a slash; a file path in Node
 * @returns a label for the reader
 * @throws Error when the binaries cannot be loaded
 */
export async function startWasm(assetsUrl: string): Promise<string> {
  setWasmPaths(assetsUrl);
  requestThreads();
  const started = await tf.setBackend('wasm').catch((error: Error) => error);
  if (started !== true) {
    const detail = started instanceof Error ? ` (${started.message})` : '';
    throw new Error(
      `The WASM backend did not start from ${assetsUrl}${detail}. Are the .wasm files served there?`,
    );
  }
  await tf.ready();
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  const threads = threaded ? getThreadsCount() : 1;
  return threads > 1 ? `WASM, ${threads} threads` : 'WASM, 1 thread';
}

/**
 * Asks for a thread for each core, less one for the viewer where there are more than two. The binary never takes more than
 * half of `navigator.hardwareConcurrency`, so inside our own Worker that number is doubled for it to read.
 */
function requestThreads(): void {
  if (typeof WorkerGlobalScope === 'undefined') return;
  const cores = navigator.hardwareConcurrency || 1;
  const threads = Math.min(MAX_THREADS, cores > 2 ? cores - 1 : cores);
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true });
  setThreadsCount(threads);
}
