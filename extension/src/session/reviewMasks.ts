import type { ImageKey } from '../../../src/data/ImageKey';
import { emptyMask } from '../../../src/review/emptyMask';
import type { PackedMask } from '../../../src/review/PackedMask';
import { relabelMask } from '../../../src/review/relabelMask';
import { jumpToImage } from '../adapters/jumpToImage';
import type { MaskObject } from '../adapters/maskObjects';
import { SessionError } from '../state/SessionError';
import type { SegmentInfo, SeriesInfo } from '../state/SessionState';
import { adoptSegments } from './adoptSegments';
import { neighbourInNeed } from './neighbourInNeed';
import { openMaskObject } from './openMaskObject';
import { reviewItems } from './reviewItems';
import { segmentationLabel } from './segmentationLabel';
import type { Session } from './Session';
import { showMessage, updateSeries } from './SessionStore';

/**
 * Makes the masks of a stored result of this program proposals on its series, as if they had just been
 * predicted here, and shows the one that needs the reader most. Masks that a reader has judged in it are
 * accepted. Images without a mask in it are proposed to be empty. An image that the reader has drawn on or
 * judged here keeps its mask.
 *
 * @param id SOP Instance UID of the object
 * @throws SessionError that names the object and says why there is nothing to review
 */
export async function reviewMasks(session: Session, id: string): Promise<void> {
  const { store, index, scanner } = session;
  const { prediction, training } = store.getState();
  if (prediction.running || training.phase !== 'idle') {
    throw new SessionError('Stored masks can be reviewed when the training or prediction has ended.');
  }
  await openMaskObject(session, id, async (object, read) => {
    const { segments, values } = adoptSegments(session, read);
    const round = prediction.round + 1;
    let total = 0;
    for (const series of object.targets) {
      const masks = read.masks.get(series.id);
      if (!masks) continue;
      const relabelled = new Map(
        [...masks].map(([key, mask]) => [key, relabelMask(mask, (value) => values.get(value) ?? 0)]),
      );
      total += await propose(session, object, series, relabelled, segments, round);
    }
    store.setState({ prediction: { running: false, round, done: total, total } });
  });
  scanner.project();
  const first = neighbourInNeed(reviewItems(store.getState()), undefined, 'next');
  if (first) await jumpToImage(index, first.series, first.key);
  const text = 'These masks are proposals: accept them, or correct them with a stroke.';
  showMessage(store, { id: 'study-masks', kind: 'info', text });
}

/** @returns the number of images with a proposal */
async function propose(
  { index, review, predicted, scanner, store }: Session,
  { source }: MaskObject,
  series: SeriesInfo,
  found: ReadonlyMap<ImageKey, PackedMask>,
  segments: SegmentInfo[],
  round: number,
): Promise<number> {
  const { id, seriesId } = series;
  const masks = index.keysOf(id).flatMap((key) => {
    const size = index.sizeOf(key);
    const mask = found.get(key) ?? (size && emptyMask(size));
    return mask ? [{ key, seriesId, mask, confidence: null }] : [];
  });
  review.dispatch({ type: 'predicted', modelId: source.modelId, round, masks });
  const judged = [...source.frames].flatMap(([key, origin]) => (origin === 'predicted' ? [] : [key]));
  if (judged.length > 0) review.dispatch({ type: 'statusSet', keys: judged, status: 'accepted' });
  await predicted.prepare(series, segmentationLabel(series), segments);
  await predicted.render(id);
  await predicted.show(id);
  predicted.refresh(id);
  scanner.setSeriesEnabled(id, true);
  updateSeries(store, id, { stage: 'done', round, stored: 'no' });
  return masks.length;
}
