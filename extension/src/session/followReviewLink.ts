import { errorText } from '../state/SessionError';
import { reviewMasks } from './reviewMasks';
import type { Session } from './Session';
import { showMessage } from './SessionStore';

/**
 * Opens the stored masks that the address names for review, once the viewer lists them. Masks that were under
 * review in an earlier visit come back by themselves.
 */
export function followReviewLink(session: Session): void {
  const { store, options } = session;
  if (options.review === undefined) return;
  const unsubscribe = store.subscribe(({ studyMasks }) => {
    const listed = studyMasks.find(({ id }) => id === options.review);
    if (!listed) return;
    unsubscribe();
    if (listed.stage !== 'listed') return;
    reviewMasks(session, listed.id).catch((error: unknown) => {
      showMessage(store, { id: 'study-masks', kind: 'error', text: errorText(error) });
    });
  });
}
