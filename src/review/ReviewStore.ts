import type { ImageKey } from '../data/ImageKey';
import { reduceReview, startReview } from './reduceReview';
import type { ReviewAction } from './ReviewAction';
import type { ReviewState } from './ReviewState';

/** Reports that masks changed. */
export interface ReviewEvent {
  cause: ReviewAction['type'];
  /** The images whose record changed, was added or was removed. */
  keys: readonly ImageKey[];
  state: ReviewState;
}

/** Holds the review of a study and notifies its listeners of each change. */
export class ReviewStore {
  private history = startReview();
  private readonly listeners = new Set<(event: ReviewEvent) => void>();

  get state(): ReviewState {
    return this.history.state;
  }

  /**
   * Applies an action and notifies the listeners if it changes the state.
   *
   * @returns the keys of the images whose record changed
   */
  dispatch(action: ReviewAction): readonly ImageKey[] {
    const before = this.history.state;
    this.history = reduceReview(this.history, action);
    const { state, changed: keys } = this.history;
    if (state === before) return [];
    this.listeners.forEach((listener) => listener({ cause: action.type, keys, state }));
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
