/** Measures the duration of stages and estimates the remaining time from the steps done so far. */
export class Stopwatch {
  private readonly start: number;
  private readonly stepMs = new Map<string, number>();
  private lastStep = performance.now();

  /** @param elapsedMs duration of an interrupted training that is resumed, ms */
  constructor(elapsedMs = 0) {
    this.start = this.lastStep - elapsedMs;
  }

  get elapsedMs(): number {
    return performance.now() - this.start;
  }

  /** Excludes the time since the last step from the next one. */
  restartStep(): void {
    this.lastStep = performance.now();
  }

  /**
   * Records one step of a stage. The moving average changes slowly, so that a short delay does not distort
   * the estimate.
   */
  tick(stage: string): void {
    const now = performance.now();
    const ms = now - this.lastStep;
    this.lastStep = now;
    const mean = this.stepMs.get(stage);
    this.stepMs.set(stage, mean === undefined ? ms : mean + 0.1 * (ms - mean));
  }

  /** Expects a step of a stage to take this long, until its steps are measured. */
  expect(stage: string, ms: number): void {
    this.stepMs.set(stage, ms);
  }

  /** Duration of a step of a stage, ms; undefined before its first one. */
  meanMs(stage: string): number | undefined {
    return this.stepMs.get(stage);
  }

  /**
   * Estimates the remaining time, ms, from the number of remaining steps of each stage. A stage without
   * measurements is assumed to be as slow as the slowest one.
   *
   * @returns null before the first step
   */
  remainingMs(steps: Record<string, number>): number | null {
    if (this.stepMs.size === 0) return null;
    const slowest = Math.max(...this.stepMs.values());
    return Object.entries(steps).reduce(
      (sum, [stage, n]) => sum + n * (this.stepMs.get(stage) ?? slowest),
      0,
    );
  }
}
