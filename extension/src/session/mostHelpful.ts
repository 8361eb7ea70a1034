import type { RatedImage } from '../../../src/review/helpfulPlace';
import { helpfulPlace } from '../../../src/review/helpfulPlace';
import type { ReviewItem } from '../state/ReviewItem';
import { groupItems } from './groupItems';

/**
 * The image of each series where one more mask would help most, see `helpfulPlace`.
 *
 * @param items of whole series, in the order of the images
 */
export function mostHelpful(items: readonly ReviewItem[]): ReviewItem[] {
  return groupItems(items).flatMap((own) => {
    const place = helpfulPlace(own.map(rated));
    return place === undefined ? [] : [own[place]];
  });
}

function rated({ need, pixels, mark }: ReviewItem): RatedImage {
  return { need, pixels, proposed: mark === 'proposed', known: mark !== 'proposed' && mark !== 'rejected' };
}
