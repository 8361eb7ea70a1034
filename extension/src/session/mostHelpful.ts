import { doubtfulPlace } from '../../../src/review/doubtfulPlace';
import type { ReviewItem } from '../state/ReviewItem';
import { groupItems } from './groupItems';

/**
 * The image of each series where one more mask would help most, see `doubtfulPlace`.
 *
 * @param items of whole series, in the order of the images
 */
export function mostHelpful(items: readonly ReviewItem[]): ReviewItem[] {
  return groupItems(items).flatMap((own) => {
    const place = doubtfulPlace(own.map(({ need, mark }) => ({ need, proposed: mark === 'proposed' })));
    return place === undefined ? [] : [own[place]];
  });
}
