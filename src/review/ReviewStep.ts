import type { ImageKey } from '../data/ImageKey';
import type { SimpleAction } from './applyAction';
import type { ReviewAction } from './ReviewAction';
import type { ReviewRecord } from './ReviewRecord';
import type { ReviewEvent } from './ReviewStore';

/** One step that can be undone and repeated: an action, or all those of one prediction run. */
export class ReviewStep {
  private readonly before = new Map<ImageKey, ReviewRecord | undefined>();
  private readonly actions: SimpleAction[] = [];

  /** Adds an action that has just been applied, with the images that it changed. */
  add(action: SimpleAction, { keys, before }: Pick<ReviewEvent, 'keys' | 'before'>): void {
    for (const key of keys) if (!this.before.has(key)) this.before.set(key, before.records[key]);
    this.actions.push(action);
  }

  /** The images that the step changed. */
  get keys(): ReadonlySet<ImageKey> {
    return new Set(this.before.keys());
  }

  /** Restores the records of before the step. Steps must be undone in reverse order. */
  get undo(): ReviewAction {
    return { type: 'recordsReplaced', records: this.before };
  }

  /** Applies the step again. */
  get redo(): ReviewAction {
    return { type: 'batch', actions: this.actions };
  }
}
