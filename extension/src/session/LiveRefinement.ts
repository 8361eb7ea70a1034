import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import type { SessionStore } from './SessionStore';

/** Delay between the last correction and refining, ms: the reader may go on with another stroke. */
const QUIET_MS = 1500;

/** Refines the model by itself a moment after the reader's last correction, while the reader wants that. */
export class LiveRefinement {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly ends: (() => void)[];

  private refine: (() => Promise<void>) | undefined;

  constructor(
    private readonly store: SessionStore,
    review: ReviewStore,
  ) {
    this.ends = [
      review.subscribe(({ keys, state }) => {
        const isCorrected = (record?: ReviewRecord) => record?.status === 'corrected' || record?.known;
        if (keys.some((key) => isCorrected(state.records[key]))) this.later();
      }),
    ];
  }

  /**
   * @param refine refines and predicts, called while neither is running; undefined to stop refining by
   *   itself
   */
  set(refine: (() => Promise<void>) | undefined): void {
    this.refine = refine;
    this.store.setState({ live: refine !== undefined });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.ends.forEach((end) => end());
  }

  private later(): void {
    clearTimeout(this.timer);
    if (this.refine) this.timer = setTimeout(() => this.attempt(), QUIET_MS);
  }

  private attempt(): void {
    const { model, newExamples, training, prediction } = this.store.getState();
    if (!this.refine || !model || newExamples === 0) return;
    // What is corrected meanwhile waits for the running round.
    if (training.phase !== 'idle' || prediction.running) this.later();
    else void this.refine();
  }
}
