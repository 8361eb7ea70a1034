import type { ImageKey } from '../../../src/data/ImageKey';
import { maskEquals } from '../../../src/review/maskEquals';
import { packMask } from '../../../src/review/packMask';
import type { ReviewAction, ReviewedMask } from '../../../src/review/ReviewAction';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { ReviewState } from '../../../src/review/ReviewState';
import { relabelMask } from '../../../src/review/relabelMask';
import { sameMask } from '../../../src/review/sameMask';
import type { OhifSegmentation } from '../ohif/types';
import { hasForeground } from './hasForeground';
import type { LabelmapImage } from './labelmapImages';
import type { ResultSeries } from './ResultSeries';
import { segmentValues } from './segmentValues';

/**
 * Compares a slice with the mask last written to it, and updates `strokes`.
 *
 * @returns the reader's change since the last call; undefined when there is none
 */
export function strokeAction(
  { records, segments }: ReviewState,
  { rendered, strokes, segments: own }: ResultSeries,
  segmentation: OhifSegmentation,
  { key, seriesId, values, rows, columns }: LabelmapImage & { key: ImageKey; seriesId: string },
): ReviewAction | undefined {
  const written = rendered.get(key);
  const before = strokes.get(key);
  const untouched = written ? maskEquals(written, values) : !hasForeground(values);
  if (untouched) {
    if (!before) return undefined;
    strokes.delete(key);
    return { type: 'correctionReverted', key, ...(before.kept && { kept: before.kept }) };
  }
  // The reader can add segments in the viewer's list; the review must include them.
  const { added, toReview } = segmentValues(segmentation, own, segments);
  const mask = relabelMask(packMask(values, rows, columns), toReview);
  if (before && sameMask(before.mask, mask)) return undefined;
  strokes.set(key, { mask, kept: reviewedMask(records[key]) ?? before?.kept });
  return {
    type: 'batch',
    actions: [
      { type: 'segmentsAdded', segments: added },
      { type: 'corrected', key, seriesId, mask },
    ],
  };
}

function reviewedMask(record: ReviewRecord | undefined): ReviewedMask | undefined {
  if (record?.origin !== 'predicted') return undefined;
  const { mask, status, known } = record;
  return status === 'accepted' || (status === 'proposed' && known) ? { mask, status, known } : undefined;
}
