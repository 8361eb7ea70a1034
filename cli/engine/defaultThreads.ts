import os from 'node:os';

/** More threads gain nothing at our tensor sizes. */
export const MAX_THREADS = 8;

/** The number of threads by default: one per core that this process may use, at most {@link MAX_THREADS}. */
export function defaultThreads(): number {
  return Math.min(MAX_THREADS, os.availableParallelism());
}
