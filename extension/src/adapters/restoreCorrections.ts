import { emptyMask } from '../../../src/review/emptyMask';
import { keepSegments } from '../../../src/review/keepSegments';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ResultSeries } from './ResultSeries';

/**
 * Notes the reader's corrections of an earlier visit in a newly prepared segmentation, so that they can be
 * corrected further, or taken back.
 */
export function restoreCorrections(
  { records }: ReviewState,
  { images, segments, strokes, rendered }: ResultSeries,
): void {
  const values = new Set(segments.map(({ index }) => index));
  for (const key of images.keys()) {
    const record = records[key];
    if (record?.status !== 'corrected' || record.origin !== 'predicted' || record.round === null) continue;
    strokes.set(key, { mask: record.mask });
    rendered.set(key, keepSegments(record.proposal?.mask ?? emptyMask(record.mask), values));
  }
}
