import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ResultSeries } from './ResultSeries';

/** Whether the results show an image's mask as a prediction, or as the reader's correction of one. */
export function showsPrediction(
  { records }: ReviewState,
  series: ResultSeries | undefined,
  key: ImageKey,
): boolean {
  const record = records[key];
  if (!record || !series?.rendered.has(key)) return false;
  if (record.status === 'corrected') return series.strokes.has(key);
  return record.origin === 'predicted' && record.round !== null;
}
