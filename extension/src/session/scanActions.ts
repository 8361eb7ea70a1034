import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewAction } from '../../../src/review/ReviewAction';
import type { ReviewState } from '../../../src/review/ReviewState';
import { sameMask } from '../../../src/review/sameMask';
import type { CollectedMasks } from '../adapters/collectMasks';

type ScanAction = Extract<ReviewAction, { type: 'batch' }>['actions'][number];

/**
 * The actions that update the review to the viewer's current masks.
 *
 * @param corrections the images whose result mask the reader changed: these changes take precedence
 */
export function scanActions(
  { records }: ReviewState,
  { masks, proposals, segments }: Pick<CollectedMasks, 'masks' | 'proposals' | 'segments'>,
  corrections: ReadonlySet<ImageKey>,
): ScanAction[] {
  const actions: ScanAction[] = [{ type: 'segmentsAdded', segments }];
  for (const image of masks.values()) {
    const record = records[image.key];
    const known =
      record?.origin === image.origin && record.status === image.status && sameMask(record.mask, image.mask);
    if (!known && !corrections.has(image.key)) actions.push({ type: 'drawn', ...image });
  }
  for (const { key, origin, locked, round } of Object.values(records)) {
    if (corrections.has(key) || masks.has(key)) continue;
    const opened = origin === 'predicted' && round === null;
    const gone = origin === 'drawn' || origin === 'imported' || (opened && (locked || !proposals.has(key)));
    if (gone) actions.push({ type: 'erased', key });
  }
  for (const image of proposals.values()) {
    const record = records[image.key];
    const known = record?.round === null && !record.locked && sameMask(record.mask, image.mask);
    if (!known && !masks.has(image.key)) actions.push({ type: 'proposalOpened', ...image });
  }
  return actions;
}
