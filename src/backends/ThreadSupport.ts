import type { StartHelper } from './wasm/HelperStart';

/**
 * Threads for the WASM kernels where TF.js has none, as in Node. TF.js's own operations then run on one
 * thread, and our kernels on all.
 */
export interface ThreadSupport {
  /** Total number of threads. */
  threads: number;
  /** URL of TF.js's SIMD binary with shared memory, see `shareMemory`. */
  binaryUrl: string;
  startHelper: StartHelper;
}
