import type { ImageKey } from '../data/ImageKey';
import { reduceReview } from './reduceReview';
import type { ReviewAction } from './ReviewAction';
import { emptyReview, type ReviewState } from './ReviewState';

/** Reports that masks changed. */
export interface ReviewEvent {
  action: ReviewAction;
  /** The images whose record changed, was added or was removed. */
  keys: readonly ImageKey[];
  before: ReviewState;
  state: ReviewState;
}

/** Holds the review of a study and notifies its listeners of each change. */
export class ReviewStore {
  private current = emptyReview;
  private readonly listeners = new Set<(event: ReviewEvent) => void>();

  get state(): ReviewState {
    return this.current;
  }

  /**
   * Applies an action and notifies the listeners if it changes the state.
   *
   * @returns the keys of the images whose record changed
   */
  dispatch(action: ReviewAction): readonly ImageKey[] {
    const before = this.current;
    const { state, changed: keys } = reduceReview(before, action);
    if (state === before) return [];
    this.current = state;
    this.listeners.forEach((listener) => listener({ action, keys, before, state }));
    return keys;
  }

  /**
   * Calls a listener after each change.
   *
   * @returns a function that ends the subscription
   */
  subscribe(listener: (event: ReviewEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
