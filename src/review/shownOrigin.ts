import type { ReviewRecord } from './ReviewRecord';

/**
 * Origin of the mask that the results show for an image, see `shownMask`: drawn by a reader or read from a
 * SEG, or predicted and then accepted, corrected or not reviewed.
 */
export function shownOrigin({
  origin,
  status,
  training,
}: ReviewRecord): 'drawn' | 'predicted' | 'accepted' | 'corrected' {
  if (status === 'corrected') return 'corrected';
  if (origin !== 'predicted') return training === 'included' ? 'drawn' : 'predicted';
  return status === 'accepted' ? 'accepted' : 'predicted';
}
