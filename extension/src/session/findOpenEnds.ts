import { openEnds } from '../../../src/review/openEnds';
import type { ReviewItem } from '../state/ReviewItem';
import { groupItems } from './groupItems';

/** An end of a structure that one more mask would settle. */
export interface OpenEndHint {
  /** The outermost image with a known mask. */
  from: ReviewItem;
  /** The image to draw. */
  ask: ReviewItem;
}

/**
 * The open ends of the structures in each series, see `openEnds`; none in a series without drawn masks, where
 * every end is predicted. The end with the largest known mask comes first: most of the structure is at stake
 * there.
 *
 * @param items of whole series, in the order of the images
 */
export function findOpenEnds(items: readonly ReviewItem[]): OpenEndHint[] {
  return groupItems(items)
    .flatMap((own) =>
      openEnds(
        own.map(({ mark, pixels }) => ({ pixels, known: mark !== 'proposed' && mark !== 'rejected' })),
      ).map(({ from, ask }) => ({ from: own[from], ask: own[ask] })),
    )
    .sort((a, b) => b.from.pixels - a.from.pixels);
}
