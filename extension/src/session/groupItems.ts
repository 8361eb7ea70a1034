import type { ReviewItem } from '../state/ReviewItem';

/** The items of each series, in the order in which they come. */
export function groupItems(items: readonly ReviewItem[]): ReviewItem[][] {
  const series = new Map<string, ReviewItem[]>();
  for (const item of items) {
    const own = series.get(item.series);
    if (own) own.push(item);
    else series.set(item.series, [item]);
  }
  return [...series.values()];
}
