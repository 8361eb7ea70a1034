import { emptyMask } from '../../../src/review/emptyMask';
import { maskEquals } from '../../../src/review/maskEquals';
import { relabelMask } from '../../../src/review/relabelMask';
import type { ReviewState } from '../../../src/review/ReviewState';
import { sameMask } from '../../../src/review/sameMask';
import { shownMask } from '../../../src/review/shownMask';
import type { OhifSegmentation } from '../ohif/types';
import type { ResultSeries } from './ResultSeries';
import { writeMask, type ResultSlice } from './resultSlices';
import { segmentValues } from './segmentValues';

/**
 * Writes the review's mask of an image into its slice of the results. A mask as the reader left it is not
 * touched; one drawn on a different pixel grid cannot be shown.
 *
 * @returns whether the slice changed
 */
export function writeShown(
  { records, segments: known }: ReviewState,
  { rendered, strokes, segments }: ResultSeries,
  segmentation: OhifSegmentation,
  slice: ResultSlice,
): boolean {
  const { key, values } = slice;
  const record = records[key];
  const stroke = strokes.get(key);
  const corrected = record?.status === 'corrected' ? record.mask : undefined;
  if (stroke && corrected && sameMask(corrected, stroke.mask)) return false;
  // After undo an image may have no mask any more.
  const mask = record ? shownMask(record) : rendered.has(key) ? emptyMask(slice) : undefined;
  if (!mask || mask.rows * mask.columns !== values.length) return false;
  const { added, toReview, toSegmentation } = segmentValues(segmentation, segments, known);
  const listed = new Set(
    [...segments, ...added.map(({ index }) => ({ index: toReview(index) }))].map(({ index }) => index),
  );
  const shown = relabelMask(mask, (value) => (listed.has(value) ? toSegmentation(value) : 0));
  const changed = !maskEquals(shown, values);
  if (changed) writeMask(slice, shown);
  if (stroke && corrected) {
    strokes.set(key, { ...stroke, mask: corrected });
  } else {
    strokes.delete(key);
    rendered.set(key, shown);
  }
  return changed;
}
