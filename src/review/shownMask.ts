import type { PackedMask } from './PackedMask';
import type { ReviewRecord } from './ReviewRecord';

/**
 * The mask that the results show for an image: none on a rejected one, so that a rejected mask is never
 * stored. For an image that the reader drew on and excluded from training this is the predicted mask, as for
 * any other image; undefined if there is none yet.
 */
export function shownMask(record: ReviewRecord): PackedMask | undefined {
  const { origin, training, status, mask, proposal } = record;
  if (status === 'rejected') return { ...mask, runs: [0, mask.rows * mask.columns] };
  const drawn = origin !== 'predicted' && status !== 'corrected';
  return drawn && training === 'excluded' ? proposal?.mask : mask;
}
