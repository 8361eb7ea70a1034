import { useEffect, useRef, useState } from 'react';
import { orderReview } from '../session/orderReview';
import type { ReviewItem } from '../state/ReviewItem';
import { ReviewRow } from './ReviewRow';
import { useSessionState } from './usePanel';

/** Heights in CSS pixels, as in panel.css. */
const ROW = 24;
const LIST = 216;
/** Number of rows rendered above and below the visible ones. */
const SPARE = 4;

/** The images to review; only the visible rows are rendered, as there can be many hundreds. */
export function ReviewList({ items }: { items: readonly ReviewItem[] }) {
  const sort = useSessionState((state) => state.reviewSort);
  const shown = useSessionState((state) => state.shownImage);
  const [top, setTop] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const ordered = orderReview(items, sort);
  const at = ordered.findIndex(({ key }) => key === shown);

  // Keeps the shown image in view, without moving the page.
  useEffect(() => {
    const element = list.current;
    if (!element || at < 0) return;
    const y = at * ROW;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + ROW > element.scrollTop + element.clientHeight)
      element.scrollTop = y + ROW - element.clientHeight;
  }, [at]);

  const first = Math.max(0, Math.floor(top / ROW) - SPARE);
  const visible = ordered.slice(first, first + Math.ceil(LIST / ROW) + 2 * SPARE);
  const below = (ordered.length - first - visible.length) * ROW;
  return (
    <div
      ref={list}
      className="fss-review"
      data-cy="few-shot-review"
      style={{ maxHeight: LIST }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      {/* The space above and below keeps the scrollbar right. */}
      <ul aria-label="Masks to review" style={{ paddingTop: first * ROW, paddingBottom: below }}>
        {visible.map((item, i) => (
          <ReviewRow
            key={item.key}
            item={item}
            place={first + i + 1}
            total={ordered.length}
            shown={item.key === shown}
          />
        ))}
      </ul>
    </div>
  );
}
