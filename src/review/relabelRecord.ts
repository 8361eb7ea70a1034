import { relabelMask } from './relabelMask';
import type { ReviewRecord } from './ReviewRecord';

/**
 * The record with the values of another list of segments in its masks.
 *
 * @param values the new value of each old one, 256 entries; see `mapSegments`
 */
export function relabelRecord(record: ReviewRecord, values: ArrayLike<number>): ReviewRecord {
  const { mask, proposal } = record;
  const relabel = (value: number) => values[value];
  return {
    ...record,
    mask: relabelMask(mask, relabel),
    proposal: proposal && { ...proposal, mask: relabelMask(proposal.mask, relabel) },
  };
}
