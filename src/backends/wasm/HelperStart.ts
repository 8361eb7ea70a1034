/** What a helper thread needs to serve the jobs of a {@link KernelModule}. */
export interface HelperStart {
  compiled: WebAssembly.Module;
  /** Shared with TF.js. */
  memory: WebAssembly.Memory;
  /** Address of the threads' control block. */
  control: number;
  /** Number of the thread, from 1. */
  thread: number;
}

/**
 * Starts a thread that instantiates the module and calls its `serve`. Resolves to whether it did; a thread
 * that failed must not be counted, as jobs wait for every helper.
 */
export type StartHelper = (start: HelperStart) => Promise<boolean>;
