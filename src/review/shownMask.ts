import type { PackedMask } from './PackedMask';
import type { ReviewRecord } from './ReviewRecord';

/**
 * The mask that an image has among the results. An image that the reader drew on and excluded from training gets a
 * predicted mask like any other; undefined before there is one.
 */
export function shownMask(record: ReviewRecord): PackedMask | undefined {
  const { origin, training, status, mask, proposal } = record;
  const drawn = origin !== 'predicted' && status !== 'corrected';
  return drawn && training === 'excluded' ? proposal?.mask : mask;
}
