import { currentImage } from '../adapters/currentImage';
import { jumpToImage } from '../adapters/jumpToImage';
import type { ImageKey } from '../../../src/data/ImageKey';
import { neighbourInNeed } from './neighbourInNeed';
import { reviewItems } from './reviewItems';
import type { Session } from './Session';
import { clearMessages, showMessage } from './SessionStore';
import { setStatus } from './setStatus';

const NEXT = 'Press J for the mask that needs you most.';

/**
 * Accepts or rejects the mask of an image, and then shows the next proposed one. A mask that already has the
 * status becomes a proposal again and stays in view.
 *
 * @param key the image; by default the one in the active viewport
 */
export async function judgeShown(
  session: Session,
  status: 'accepted' | 'rejected',
  key: ImageKey | undefined,
): Promise<void> {
  const { index, store } = session;
  const shown = currentImage(index);
  const image = key ?? shown;
  clearMessages(store, 'review');
  if (image === undefined) {
    const text = `This viewport cuts across the images, or shows none. ${NEXT}`;
    showMessage(store, { id: 'review', kind: 'info', text });
    return;
  }
  const item = reviewItems(store.getState()).find((entry) => entry.key === image);
  if (!item || item.mark === 'corrected') {
    const what = item ? 'You corrected this mask, so it is yours' : 'This image has no predicted mask';
    const text = `${what}: there is nothing to accept or reject. ${NEXT}`;
    showMessage(store, { id: 'review', kind: 'info', text });
    return;
  }
  if (item.mark === 'rejected' && status === 'accepted') {
    const text = 'This mask is rejected, and so not shown. Press X to see it again before you accept it.';
    showMessage(store, { id: 'review', kind: 'info', text });
    return;
  }
  if (item.mark === status) {
    await setStatus(session, [item.key], 'proposed');
    return;
  }
  await setStatus(session, [item.key], status);
  // A judgement on another image than the one shown comes from its row in the list.
  if (item.key !== shown) return;
  const next = neighbourInNeed(reviewItems(store.getState()), item.key, 'next');
  if (next) await jumpToImage(index, next.series, next.key);
}
