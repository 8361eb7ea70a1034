import { yieldToMain } from './yieldToMain';

/** Maximum time that a job blocks the main thread, ms; short enough to go unnoticed. */
const SLICE_MS = 12;

/**
 * Splits a long job on the main thread into short tasks, so that the viewer stays responsive. The first pause
 * always yields: the work before it may have been added to a task that is long already.
 */
export class Pacer {
  private last = -Infinity;

  /** Yields to the main thread when this job has blocked it for long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.last < SLICE_MS) return;
    await yieldToMain();
    this.last = performance.now();
  }
}
