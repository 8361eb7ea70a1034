import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { MAX_THREADS } from './maxThreads';
import { registerKernels } from './registerKernels';
import type { ThreadSupport } from './ThreadSupport';
import { allowsThreads } from './wasm/allowsThreads';
import { KernelModule } from './wasm/KernelModule';
import { startWebHelper } from './wasm/startWebHelper';

/** TF.js's binaries. */
const PLAIN = 'tfjs-backend-wasm.wasm';
const SIMD = 'tfjs-backend-wasm-simd.wasm';
const THREADED = 'tfjs-backend-wasm-threaded-simd.wasm';

/**
 * Starts the WASM backend with our kernels; with threads if the page is cross-origin isolated, or the caller
 * brings its own.
 *
 * @param assetsUrl folder of the WASM binaries, ending in a slash; a file path in Node
 * @param threads number of threads, where threads are available; by default one per core, less one for the
 *   viewer on machines with more than two. Or the caller's own threads, which only the first start in a
 *   process can use
 * @returns a label for display
 * @throws Error if the binaries cannot be loaded
 */
export async function startWasm(
  assetsUrl: string,
  threads: number | ThreadSupport = defaultThreads(),
): Promise<string> {
  const support = typeof threads === 'number' ? undefined : threads;
  setWasmPaths(
    {
      ...{ [PLAIN]: `${assetsUrl}${PLAIN}`, [THREADED]: `${assetsUrl}${THREADED}` },
      [SIMD]: support?.binaryUrl ?? `${assetsUrl}${SIMD}`,
    },
    // TF.js reads only files in Node, unless the platform's fetch is asked for.
    support !== undefined,
  );
  const forbidden = typeof threads === 'number' && !(await requestThreads(threads));
  const started = await tf.setBackend('wasm').catch((error: Error) => error);
  if (started !== true) {
    const detail = started instanceof Error ? ` (${started.message})` : '';
    throw new Error(
      `The WASM backend did not start from ${assetsUrl}${detail}. Are the .wasm files served there?`,
    );
  }
  await tf.ready();
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  registerKernels('wasm');
  const available = support?.threads ?? (threaded ? getThreadsCount() : 1);
  const startHelper = support?.startHelper ?? startWebHelper;
  const module = await KernelModule.start(tf.backend() as BackendWasm, available, startHelper);
  const why = forbidden ? " (the page's Content-Security-Policy forbids more)" : '';
  const count = module.threads > 1 ? `${module.threads} threads` : `1 thread${why}`;
  return `WASM, ${count}${module.relaxed ? ', fused multiply-add' : ''}`;
}

function defaultThreads(): number {
  const cores = typeof navigator === 'undefined' ? 1 : navigator.hardwareConcurrency || 1;
  return Math.min(MAX_THREADS, cores > 2 ? cores - 1 : cores);
}

/**
 * Makes TF.js use this number of threads. Its binary uses at most half of `navigator.hardwareConcurrency`, so
 * inside our own Worker that property is overridden with twice the number.
 *
 * @returns false if threads are available, but the page forbids them
 */
async function requestThreads(threads: number): Promise<boolean> {
  if (typeof WorkerGlobalScope === 'undefined') return true;
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  if (threaded && threads > 1 && !(await allowsThreads())) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    return false;
  }
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true });
  setThreadsCount(threads);
  return true;
}
