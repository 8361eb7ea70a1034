import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewState } from '../../../src/review/ReviewState';

/** Number of the latest prediction run that has a mask on one of these images; 0 if there is none. */
export function roundOf({ records }: ReviewState, keys: readonly ImageKey[]): number {
  const rounds = keys.flatMap((key) => [records[key]?.round ?? 0, records[key]?.proposal?.round ?? 0]);
  return Math.max(0, ...rounds);
}
