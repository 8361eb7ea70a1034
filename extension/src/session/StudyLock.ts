/**
 * After this time the reader is told that another tab has the lock, ms; a page that is closing may take a
 * second to free it.
 */
const PATIENCE_MS = 2500;

/** A lock on the saved work of a study: only one page of the browser may write it. */
export class StudyLock {
  private readonly waiting = new AbortController();
  private free: () => void = () => undefined;

  /**
   * @param name identifies the study
   * @param locks the browser's locks; undefined on pages that are not served over HTTPS, where every page
   *   gets its lock
   */
  constructor(
    private readonly name: string,
    private readonly locks: LockManager | undefined,
  ) {}

  /**
   * Asks for the lock.
   *
   * @param onGranted called when this page has it, perhaps much later
   * @returns whether the page got it soon; if not, another page holds it
   */
  async acquire(onGranted: () => void): Promise<boolean> {
    const { locks } = this;
    if (!locks) {
      onGranted();
      return true;
    }
    const soon = new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), PATIENCE_MS);
      const held = new Promise<void>((release) => (this.free = release));
      const use = () => {
        clearTimeout(late);
        onGranted();
        resolve(true);
        return held;
      };
      // It rejects when `release` ends the wait, or when the browser takes the lock away.
      locks.request(this.name, { signal: this.waiting.signal }, use).catch(() => resolve(false));
    });
    return soon;
  }

  /** Frees the lock, or stops waiting for it. */
  release(): void {
    this.waiting.abort();
    this.free();
  }
}
