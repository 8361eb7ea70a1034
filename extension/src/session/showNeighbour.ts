import { currentImage } from '../adapters/currentImage';
import { jumpToImage } from '../adapters/jumpToImage';
import { neighbourInNeed } from './neighbourInNeed';
import { reviewItems } from './reviewItems';
import type { Session } from './Session';
import { clearMessages, showMessage } from './SessionStore';

/** Shows the next or the previous mask in order of need, see `neighbourInNeed`. */
export async function showNeighbour(
  { index, store }: Session,
  direction: 'next' | 'previous',
): Promise<void> {
  clearMessages(store, 'review');
  const items = reviewItems(store.getState());
  const item = neighbourInNeed(items, currentImage(index), direction);
  if (item) {
    await jumpToImage(index, item.series, item.key);
  } else if (direction === 'next') {
    const text =
      items.length === 0
        ? 'There are no predicted masks in the ticked series yet.'
        : 'You have looked at every predicted mask of the ticked series.';
    showMessage(store, { id: 'review', kind: 'info', text });
  }
}
