import { applyAction } from './applyAction';
import type { ReviewAction } from './ReviewAction';
import { emptyReview, type ReviewState } from './ReviewState';

/**
 * Maximum number of steps that can be undone. States share unchanged parts, so each step needs little memory.
 */
const MAX_STEPS = 100;

/** The current state and the earlier ones to which `undo` returns, oldest first. */
export interface ReviewHistory {
  readonly state: ReviewState;
  readonly past: readonly { readonly state: ReviewState; readonly run: number | undefined }[];
}

/** Starts a review with an empty undo history. */
export function startReview(state: ReviewState = emptyReview): ReviewHistory {
  return { state, past: [] };
}

/**
 * Applies an action; masks change in no other way. Pure: the same history and action give the same result.
 * The masks of one prediction run arrive in many actions, which form one step for `undo`.
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
