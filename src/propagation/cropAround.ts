import { foregroundBox } from './foregroundBox';
import type { Crop } from './Grid';

/**
 * Margin around the masks that is also registered, as a share of their extent; at least `MIN_MARGIN`
 * pixels.
 */
const MARGIN = 0.5;
const MIN_MARGIN = 16;
/** The rectangle around all masks of one size, plus a margin; everything if all are empty. */
export function cropAround(masks: readonly Uint8Array[], rows: number, columns: number): Crop {
  const box = foregroundBox(masks, columns) ?? { top: 0, bottom: rows - 1, left: 0, right: columns - 1 };
  const extent = Math.max(box.bottom - box.top, box.right - box.left);
  const margin = Math.max(MIN_MARGIN, Math.round(MARGIN * extent));
  const top = Math.max(0, box.top - margin);
  const left = Math.max(0, box.left - margin);
  return {
    ...{ top, left },
    rows: Math.min(rows, box.bottom + margin + 1) - top,
    columns: Math.min(columns, box.right + margin + 1) - left,
  };
}
