import type { ImageKey } from '../data/ImageKey';
import { applyAction } from './applyAction';
import type { ReviewAction } from './ReviewAction';
import { ReviewDraft } from './ReviewDraft';
import type { ReviewState } from './ReviewState';

/**
 * Applies an action; masks change in no other way. Pure: the same state and action give the same result.
 *
 * @returns the next state, or the same object if nothing changed, and the images whose record changed
 */
export function reduceReview(
  state: ReviewState,
  action: ReviewAction,
): { state: ReviewState; changed: readonly ImageKey[] } {
  const draft = new ReviewDraft(state);
  const actions = action.type === 'batch' ? action.actions : [action];
  for (const one of actions) applyAction(draft, one);
  return { state: draft.state, changed: [...draft.changed] };
}
