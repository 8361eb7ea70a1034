/** Timing of a {@link PingWatch}; tests shorten it. */
export interface PingTiming {
  /** Interval between pings, ms. */
  pingMs: number;
  /** The Worker counts as lost after this many unanswered pings in a row. */
  missedPings: number;
}

const TIMING: PingTiming = { pingMs: 5000, missedPings: 12 };

/**
 * Detects a Worker that stops responding. It counts unanswered pings rather than time, so that a computer
 * waking from sleep does not look like a dead Worker.
 */
export class PingWatch {
  private timer: ReturnType<typeof setInterval> | undefined;
  private missed = 0;

  /**
   * @param ping asks the Worker for an answer
   * @param onSilent called when too many pings in a row were not answered
   */
  constructor(
    private readonly ping: () => Promise<unknown> | undefined,
    private readonly onSilent: () => void,
    private readonly timing: PingTiming = TIMING,
  ) {}

  /** Starts to ping; has no effect while running. */
  start(): void {
    if (this.timer !== undefined) return;
    this.missed = 0;
    this.timer = setInterval(() => this.check(), this.timing.pingMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Notes that the Worker has sent something, which proves that it is alive. */
  hear(): void {
    this.missed = 0;
  }

  private check(): void {
    if (++this.missed > this.timing.missedPings) {
      this.onSilent();
      return;
    }
    void this.ping()?.then(
      () => this.hear(),
      () => undefined,
    );
  }
}
