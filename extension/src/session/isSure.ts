import type { ReviewItem } from '../state/ReviewItem';

/** Whether a proposed mask is sure enough to be accepted without a look, see `SessionState.sureFrom`. */
export function isSure({ mark, need }: ReviewItem, sureFrom: number): boolean {
  return mark === 'proposed' && 1 - need >= sureFrom;
}
