import { applyAction } from './applyAction';
import type { ReviewAction } from './ReviewAction';
import { emptyReview, type ReviewState } from './ReviewState';

/** So many steps can be undone; states share what did not change, so that each costs little. */
const MAX_STEPS = 100;

/** The present masks and the earlier ones that `undo` returns to, oldest first. */
export interface ReviewHistory {
  readonly state: ReviewState;
  readonly past: readonly { readonly state: ReviewState; readonly run: number | undefined }[];
}

/** The beginning of a review; nothing can be undone. */
export function startReview(state: ReviewState = emptyReview): ReviewHistory {
  return { state, past: [] };
}

/**
 * The only way in which masks change. Pure: the same history and action give the same result. The masks that one run
 * predicts arrive in many actions, which are one step for `undo`.
 */
export function reduceReview(history: ReviewHistory, action: ReviewAction): ReviewHistory {
  const { state, past } = history;
  if (action.type === 'undo') {
    const last = past[past.length - 1];
    return last ? { state: last.state, past: past.slice(0, -1) } : history;
  }
  const next =
    action.type === 'batch' ? action.actions.reduce(applyAction, state) : applyAction(state, action);
  if (next === state) return history;
  const run = action.type === 'predicted' ? action.round : undefined;
  if (run !== undefined && past[past.length - 1]?.run === run) return { state: next, past };
  return { state: next, past: [...past, { state, run }].slice(-MAX_STEPS) };
}
