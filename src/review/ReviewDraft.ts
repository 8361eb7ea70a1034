import type { ImageKey } from '../data/ImageKey';
import type { Segment } from '../data/Segment';
import type { ReviewRecord } from './ReviewRecord';
import type { ReviewState } from './ReviewState';

/** The next state while actions are applied: the records are copied at most once, however many change. */
export class ReviewDraft {
  private current: ReviewState;
  private copy: Record<ImageKey, ReviewRecord> | undefined;
  /** The images whose record changed, was added or was removed. */
  readonly changed = new Set<ImageKey>();

  constructor(before: ReviewState) {
    this.current = before;
  }

  /** The state so far; the one that the draft began with if nothing changed. Later changes may alter it. */
  get state(): ReviewState {
    return this.current;
  }

  setSegments(segments: readonly Segment[]): void {
    if (segments !== this.current.segments) this.current = { ...this.current, segments };
  }

  /** Changes, adds or removes one record. Has no effect if `next` returns the record unchanged. */
  change(key: ImageKey, next: (before: ReviewRecord | undefined) => ReviewRecord | undefined): void {
    const { records } = this.current;
    const before = Object.hasOwn(records, key) ? records[key] : undefined;
    const after = next(before);
    if (after === before) return;
    if (!this.copy) {
      this.copy = { ...records };
      this.current = { ...this.current, records: this.copy };
    }
    if (after) this.copy[key] = after;
    else delete this.copy[key];
    this.changed.add(key);
  }
}
