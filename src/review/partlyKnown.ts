import { isJudged } from './isJudged';
import type { PackedMask } from './PackedMask';
import type { ReviewRecord } from './ReviewRecord';
import type { ReviewState } from './ReviewState';

/** The proposed masks that the reader corrected in part: what is known of them can be learnt. */
export function partlyKnown({ records }: ReviewState): (ReviewRecord & { known: PackedMask })[] {
  return Object.values(records).flatMap((record) => {
    const { known, training } = record;
    return known && !isJudged(record) && training === 'included' ? [{ ...record, known }] : [];
  });
}
