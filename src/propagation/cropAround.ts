import { foregroundBox } from './foregroundBox';
import type { Crop } from './Grid';

/**
 * Margin around the masks that is also registered, as a share of their extent; at least `MIN_MARGIN`
 * pixels.
 */
const MARGIN = 0.5;
const MIN_MARGIN = 16;
/** Share of the margin that an earlier rectangle must leave to be kept. */
const KEPT = 0.5;

/**
 * The rectangle around all masks of one size, plus a margin; everything if all are empty.
 *
 * @param earlier the rectangle of earlier masks; kept if it leaves half the margin around these
 */
export function cropAround(
  masks: readonly Uint8Array[],
  rows: number,
  columns: number,
  earlier?: Crop,
): Crop {
  const box = foregroundBox(masks, columns) ?? { top: 0, bottom: rows - 1, left: 0, right: columns - 1 };
  const extent = Math.max(box.bottom - box.top, box.right - box.left);
  const margin = Math.max(MIN_MARGIN, Math.round(MARGIN * extent));
  const within = (by: number): Crop => {
    const top = Math.max(0, box.top - by);
    const left = Math.max(0, box.left - by);
    return {
      ...{ top, left },
      rows: Math.min(rows, box.bottom + by + 1) - top,
      columns: Math.min(columns, box.right + by + 1) - left,
    };
  };
  return earlier && covers(earlier, within(Math.round(KEPT * margin))) ? earlier : within(margin);
}

function covers(outer: Crop, inner: Crop): boolean {
  return (
    outer.top <= inner.top &&
    outer.left <= inner.left &&
    outer.top + outer.rows >= inner.top + inner.rows &&
    outer.left + outer.columns >= inner.left + inner.columns
  );
}
