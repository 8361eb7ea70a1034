import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewStatus } from '../../../src/review/statuses';
import type { Session } from './Session';

/** Sets the status of predicted masks, as one step for undo, and shows the consequences in the viewports. */
export async function setStatus(
  { review, predicted, store }: Session,
  keys: readonly ImageKey[],
  status: ReviewStatus,
): Promise<void> {
  const changed = new Set(review.dispatch({ type: 'statusSet', keys, status }));
  if (changed.size === 0) return;
  const series = new Set(
    store
      .getState()
      .review.filter(({ key }) => changed.has(key))
      .map((item) => item.series),
  );
  for (const id of series) {
    // Only a rejected mask disappears, and only one that was rejected comes back.
    if ((await predicted.render(id, changed)).length > 0) predicted.refresh(id);
  }
}
