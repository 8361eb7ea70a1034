import { Worker } from 'node:worker_threads';
import type { HelperStart } from '../../src/backends/wasm/HelperStart';

/** Source of a helper thread, see `startWebHelper`. */
const HELPER = `
const { parentPort, workerData: { compiled, memory, control, thread } } = require('node:worker_threads');
const instance = new WebAssembly.Instance(compiled, { env: { memory } });
parentPort.postMessage('ready');
instance.exports.serve(control, thread);`;

/**
 * Starts a helper thread of the WASM kernels in Node. It ends with the process, and does not keep it alive.
 *
 * @returns whether it started
 */
export function startNodeHelper(start: HelperStart): Promise<boolean> {
  return new Promise((resolve) => {
    // Without the process's own options, which would load tsx into every thread.
    const worker = new Worker(HELPER, { eval: true, workerData: start, execArgv: [] });
    worker.once('message', () => {
      worker.unref();
      resolve(true);
    });
    worker.once('error', () => resolve(false));
  });
}
