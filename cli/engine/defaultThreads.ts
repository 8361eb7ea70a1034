import os from 'node:os';
import { MAX_THREADS } from '../../src/backends/maxThreads';

/** The number of threads by default: one per core that this process may use, at most {@link MAX_THREADS}. */
export function defaultThreads(): number {
  return Math.min(MAX_THREADS, os.availableParallelism());
}
