import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewItem } from '../state/ReviewItem';

/**
 * The image to show after or before another one in order of need. Going on skips masks that the reader has
 * judged and continues with the greatest need at the end; going back stops at every mask, so that the reader
 * finds the one just judged.
 *
 * @param shown the image to start from; when it is not among the items, the one in greatest need is next
 */
export function neighbourInNeed(
  items: readonly ReviewItem[],
  shown: ImageKey | undefined,
  direction: 'next' | 'previous',
): ReviewItem | undefined {
  const order = [...items].sort((a, b) => b.need - a.need);
  const at = order.findIndex(({ key }) => key === shown);
  if (direction === 'previous') return order[at - 1];
  return [...order.slice(at + 1), ...order.slice(0, Math.max(0, at))].find(({ mark }) => mark === 'proposed');
}
