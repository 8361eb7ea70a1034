/** Maximum time that a job blocks the main thread, ms; short enough to go unnoticed. */
const SLICE_MS = 12;

/** Splits a long job on the main thread into short tasks, so that the viewer stays responsive. */
export class Pacer {
  private last = performance.now();

  /** Yields to the main thread when this job has blocked it for long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.last < SLICE_MS) return;
    await yieldToMain();
    this.last = performance.now();
  }
}

/** Ends the current task; the caller continues after pending input and rendering, also in a hidden tab. */
function yieldToMain(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
