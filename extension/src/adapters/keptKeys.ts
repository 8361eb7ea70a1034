import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ResultSeries } from './ResultSeries';

/**
 * The images of a series whose mask new results take over from the previous ones: those that the reader
 * corrected or accepted.
 */
export function keptKeys(
  { records }: ReviewState,
  keys: readonly ImageKey[],
  strokes: ResultSeries['strokes'],
): ImageKey[] {
  return keys.filter((key) => {
    const record = records[key];
    return record && (strokes.has(key) || (record.locked && record.origin === 'predicted'));
  });
}
