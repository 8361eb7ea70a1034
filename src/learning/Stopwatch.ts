/** Measures stages and estimates the time that remains from the steps done so far. */
export class Stopwatch {
  private readonly start: number;
  private readonly stepMs = new Map<string, number>();
  private lastStep = performance.now();

  /** @param elapsedMs what an interrupted training took before */
  constructor(elapsedMs = 0) {
    this.start = this.lastStep - elapsedMs;
  }

  get elapsedMs(): number {
    return performance.now() - this.start;
  }

  /** What happened since the last step belongs to no step. */
  restartStep(): void {
    this.lastStep = performance.now();
  }

  /** Records one step of a stage; the mean forgets slowly, so that a busy moment does not spoil the estimate. */
  tick(stage: string): void {
    const now = performance.now();
    const ms = now - this.lastStep;
    this.lastStep = now;
    const mean = this.stepMs.get(stage);
    this.stepMs.set(stage, mean === undefined ? ms : mean + 0.1 * (ms - mean));
  }

  /** Estimate for the given number of steps of each stage; a stage not yet seen is taken to be as slow as the slowest. */
  remainingMs(steps: Record<string, number>): number | null {
    if (this.stepMs.size === 0) return null;
    const slowest = Math.max(...this.stepMs.values());
    return Object.entries(steps).reduce(
      (sum, [stage, n]) => sum + n * (this.stepMs.get(stage) ?? slowest),
      0,
    );
  }
}
