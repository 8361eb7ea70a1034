/** Statuses after which the same request may succeed later. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

/** An archive that cannot be reached, or that refuses a request. */
export class ArchiveError extends Error {
  /**
   * @param status of the answer; undefined when there was none, or when it broke off
   * @param retryAfter seconds that the archive asks to wait
   */
  constructor(
    message: string,
    readonly status?: number,
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  /** Whether the request may succeed when it is repeated later. */
  get isPassing(): boolean {
    return this.status === undefined || PASSING.includes(this.status);
  }
}
