import type { ReviewItem } from '../state/ReviewItem';
import type { SessionState } from '../state/SessionState';

/** The images that the reader reviews: those of the ticked series that have a predicted mask. */
export function reviewItems({ review, series }: Pick<SessionState, 'review' | 'series'>): ReviewItem[] {
  const ticked = new Set(series.filter(({ enabled }) => enabled).map(({ id }) => id));
  return review.filter((item) => ticked.has(item.series) && (item.predicted || item.mark === 'corrected'));
}
