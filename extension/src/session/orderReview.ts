import type { ImageMark } from '../state/ImageMark';
import type { ReviewItem } from '../state/ReviewItem';
import type { ReviewSort } from '../state/ReviewSort';

/** Masks that the reader has not judged come first, and those that the reader rejected before good ones. */
const TURN: Record<ImageMark, number> = {
  proposed: 0,
  rejected: 1,
  corrected: 2,
  accepted: 2,
  drawn: 2,
  nothing: 2,
};

/**
 * Sorts the review list.
 *
 * @param items in the order of series and images
 */
export function orderReview(items: readonly ReviewItem[], sort: ReviewSort): ReviewItem[] {
  if (sort === 'position') return [...items];
  const series = [...new Set(items.map((item) => item.series))];
  const place = new Map(series.map((id, i) => [id, sort === 'series' ? i : 0]));
  return [...items].sort(
    (a, b) =>
      (place.get(a.series) ?? 0) - (place.get(b.series) ?? 0) ||
      TURN[a.mark] - TURN[b.mark] ||
      b.need - a.need,
  );
}
