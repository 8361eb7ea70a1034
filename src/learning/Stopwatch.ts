/** Measures stages and estimates the time that remains from the steps done so far. */
export class Stopwatch {
  private readonly start = performance.now();
  private stageStart = this.start;
  private readonly stepMs = new Map<string, number>();
  private lastStep = this.start;

  get elapsedMs(): number {
    return performance.now() - this.start;
  }

  /** Milliseconds since the previous call, or since the start. */
  lap(): number {
    const now = performance.now();
    const lap = now - this.stageStart;
    this.stageStart = now;
    this.lastStep = now;
    return lap;
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
