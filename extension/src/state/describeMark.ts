import { IMAGE_MARKS } from './ImageMark';
import { percentSure } from './percentSure';
import type { ReviewItem } from './ReviewItem';

/** The state of an image in words, for badge, list and tooltips, e.g. "proposed, 62 % sure". */
export function describeMark({ mark, need }: Pick<ReviewItem, 'mark' | 'need'>): string {
  const { label } = IMAGE_MARKS[mark];
  return mark === 'proposed' ? `${label}, ${percentSure(need)} % sure` : label;
}
