import type { ImageKey } from '../data/ImageKey';
import { applyAction } from './applyAction';
import { ReviewDraft } from './ReviewDraft';
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
  /** The images whose record the latest action changed, added or removed. */
  readonly changed: readonly ImageKey[];
}

/** Starts a review with an empty undo history. */
export function startReview(state: ReviewState = emptyReview): ReviewHistory {
  return { state, past: [], changed: [] };
}

/**
 * Applies an action; masks change in no other way. Pure: the same history and action give the same result.
 * The masks of one prediction run arrive in many actions, which form one step for `undo`.
 */
export function reduceReview(history: ReviewHistory, action: ReviewAction): ReviewHistory {
  const { state, past } = history;
  if (action.type === 'undo') {
    const last = past[past.length - 1];
    if (!last) return history;
    return { state: last.state, past: past.slice(0, -1), changed: changedKeys(state, last.state) };
  }
  const draft = new ReviewDraft(state);
  const actions = action.type === 'batch' ? action.actions : [action];
  for (const one of actions) applyAction(draft, one);
  const next = draft.state;
  const changed = [...draft.changed];
  if (next === state) return history;
  const run = action.type === 'predicted' ? action.round : undefined;
  if (run !== undefined && past[past.length - 1]?.run === run) return { state: next, past, changed };
  return { state: next, past: [...past, { state, run }].slice(-MAX_STEPS), changed };
}

function changedKeys({ records: before }: ReviewState, { records: after }: ReviewState): ImageKey[] {
  if (before === after) return [];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => before[key] !== after[key],
  );
}
