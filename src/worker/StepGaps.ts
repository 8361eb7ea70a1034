/** Lets other work on the backend run between two steps of a training, never within one. */
export class StepGaps {
  private training = false;
  private waiting: (() => Promise<void>)[] = [];

  /** From now on, work waits for the next gap. */
  begin(): void {
    this.training = true;
  }

  /** Runs work at once, or in the next gap while a training runs. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (!this.training) return work();
    return new Promise((resolve, reject) => {
      this.waiting.push(() => work().then(resolve, reject));
    });
  }

  /** Runs what waits, one after the other. */
  async fill(): Promise<void> {
    for (const work of this.waiting.splice(0)) await work();
  }

  /** Runs what still waits; later work does not wait. */
  async end(): Promise<void> {
    this.training = false;
    await this.fill();
  }
}
