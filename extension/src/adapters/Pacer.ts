/** The main thread is given back after this long, ms: well below what a reader notices. */
const SLICE_MS = 12;

/** Splits a long job on the main thread into short tasks, so that the viewer stays responsive. */
export class Pacer {
  private last = performance.now();

  /** Gives the main thread back when this job has held it for long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.last < SLICE_MS) return;
    await yieldToMain();
    this.last = performance.now();
  }
}

/** Ends the present task; what follows runs after pending input and rendering, also in a hidden tab. */
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
