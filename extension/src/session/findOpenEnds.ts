import { openEnds } from '../../../src/review/openEnds';
import type { ReviewItem } from '../state/ReviewItem';

/** An end of a structure that one more mask would settle. */
export interface OpenEndHint {
  /** The outermost image with a known mask. */
  from: ReviewItem;
  /** The image to draw. */
  ask: ReviewItem;
}

/**
 * The open ends of the structures in each series, see `openEnds`; none in a series without drawn masks, where
 * every end is predicted.
 *
 * @param items of whole series, in the order of the images
 */
export function findOpenEnds(items: readonly ReviewItem[]): OpenEndHint[] {
  const series = new Map<string, ReviewItem[]>();
  for (const item of items) series.set(item.series, [...(series.get(item.series) ?? []), item]);
  return [...series.values()].flatMap((own) =>
    openEnds(
      own.map(({ mark, pixels }) => ({ pixels, known: mark !== 'proposed' && mark !== 'rejected' })),
    ).map(({ from, ask }) => ({ from: own[from], ask: own[ask] })),
  );
}
