import { memo } from 'react';
import type { AttentionReason } from '../../../src/review/attention';
import { describeMark } from '../state/describeMark';
import { IMAGE_MARKS } from '../state/ImageMark';
import { percentSure } from '../state/percentSure';
import type { ReviewItem } from '../state/ReviewItem';
import { CommandButton } from './CommandButton';

const REASONS: Record<AttentionReason, string> = {
  unsure: 'unclear outline',
  differs: 'unlike neighbours',
  ends: 'ends abruptly',
  changed: 'changed much',
};

interface Props {
  item: ReviewItem;
  /** Place in the list, from 1, and its length. */
  place: number;
  total: number;
  shown: boolean;
}

/** One image of the review list; a click shows it. */
export const ReviewRow = memo(function ReviewRow({ item, place, total, shown }: Props) {
  const { key, mark, need, reason, seriesNumber, imageNumber, pixels } = item;
  const { symbol, label, colour } = IMAGE_MARKS[mark];
  const note = mark !== 'proposed' ? '' : reason ? REASONS[reason] : pixels === 0 ? 'no mask' : '';
  return (
    <li aria-setsize={total} aria-posinset={place} data-image-key={key} data-mark={mark}>
      <CommandButton
        className="fss-review-row"
        name={`review-${place}`}
        aria-current={shown}
        title={`Series ${seriesNumber}, image ${imageNumber}: ${describeMark(item)}${note && `, ${note}`}`}
        call={['fewShotShowImage', { key }]}
      >
        <span aria-hidden="true" style={{ color: colour }}>
          {symbol}
        </span>
        <span className="fss-review-image">
          S{seriesNumber} · {imageNumber}
        </span>
        <span className="fss-review-note">{note || label}</span>
        {mark === 'proposed' && <span>{percentSure(need)} % sure</span>}
      </CommandButton>
    </li>
  );
});
