import type { Image } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import { orderInSpace } from '../../../src/data/orderInSpace';
import { countPixels } from '../../../src/review/countPixels';
import { isEmpty } from '../../../src/review/isEmpty';
import { isJudged } from '../../../src/review/isJudged';
import { packMask } from '../../../src/review/packMask';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import { unpackMask } from '../../../src/review/unpackMask';
import { currentImage } from '../adapters/currentImage';
import { placeImages } from '../adapters/placeImages';
import { readImage } from '../adapters/readImage';
import { SessionError } from '../state/SessionError';
import type { SegmentInfo, SeriesInfo } from '../state/SessionState';
import { renderImages } from './renderImages';
import { segmentationLabel } from './segmentationLabel';
import type { Session } from './Session';
import { clearMessages, showMessage, updateSeries } from './SessionStore';
import { seriesOfImage } from './seriesOfImage';

/** Number of images to which a mask is carried over on each side; errors add up from image to image. */
const REACH = 3;

/**
 * Carries the mask of the shown image, which the reader drew, corrected or accepted, over to the next images
 * on both sides as proposals, up to the next one that the reader has judged or drawn.
 *
 * @throws SessionError that says why nothing can be carried over
 */
export async function extendShown(session: Session): Promise<void> {
  const { engine, index, review, scanner, store } = session;
  clearMessages(store, 'extend');
  // Strokes that are not in the review yet come first.
  await scanner.scan();
  if (store.getState().prediction.running) {
    throw new SessionError('Masks can be extended when the prediction has ended.');
  }
  const key = currentImage(index);
  const usable = store.getState().series.filter(({ problem }) => problem === '');
  const series = key && seriesOfImage(index, usable, key);
  const record = key === undefined ? undefined : review.state.records[key];
  if (!key || !series || !record?.locked || isEmpty(record.mask)) {
    throw new SessionError(
      'Only a mask that you drew, corrected or accepted can be extended. Show such an image first.',
    );
  }
  const { before, after } = await freeNeighbours(session, series, record);
  if (before.length + after.length === 0) {
    throw new SessionError('You have drawn or judged the images before and after this one already.');
  }
  showMessage(store, { id: 'extend', kind: 'info', text: 'Following the structure to the next images …' });
  try {
    const read = (keys: readonly ImageKey[]) => readAlike(session, series, record, keys);
    const image = await readImage(index, series, key);
    const request = {
      image,
      labelmap: unpackMask(record.mask),
      before: await read(before),
      after: await read(after),
    };
    const size = { rows: image.rows, columns: image.columns };
    const carried = await engine.extendMask(request);
    const keys = await propose(session, series, record, carried, size);
    if (keys.length === 0) {
      throw new SessionError('The structure could not be followed to the next images. Draw on one of them.');
    }
    const numbers = index
      .keysOf(series.id)
      .filter((one) => keys.includes(one))
      .map((one) => index.imageNumberOf(one));
    const text = `Proposed on ${numbers.length === 1 ? 'image' : 'images'} ${numbers.join(', ')}. Check the outlines, most of all of the last ones.`;
    showMessage(store, { id: 'extend', kind: 'info', text });
  } catch (error) {
    clearMessages(store, 'extend');
    throw error;
  }
}

/** The images on each side whose masks may change, nearest first. */
async function freeNeighbours(
  { index, review }: Session,
  series: SeriesInfo,
  { key }: ReviewRecord,
): Promise<{ before: ImageKey[]; after: ImageKey[] }> {
  const placed = await placeImages(index, index.keysOf(series.id));
  const keys = orderInSpace(placed).map((place) => placed[place].key);
  const at = keys.indexOf(key);
  const free = (side: readonly ImageKey[]) => {
    const end = side.findIndex((one) => {
      const record = review.state.records[one];
      return record && isJudged(record);
    });
    return side.slice(0, end < 0 ? side.length : end).slice(0, REACH);
  };
  return { before: free(keys.slice(0, at).reverse()), after: free(keys.slice(at + 1)) };
}

/** Reads images up to the first one of another size, to which a mask cannot be carried over. */
async function readAlike(
  { index }: Session,
  series: SeriesInfo,
  { mask }: ReviewRecord,
  keys: readonly ImageKey[],
): Promise<Image[]> {
  const images: Image[] = [];
  for (const key of keys) {
    const image = await readImage(index, series, key);
    if (image.rows !== mask.rows || image.columns !== mask.columns) break;
    images.push(image);
  }
  return images;
}

/** Adds the masks to the review and shows them; returns the images that took one. */
async function propose(
  session: Session,
  series: SeriesInfo,
  { mask, seriesId }: ReviewRecord,
  carried: readonly { id: ImageKey; labelmap: Uint8Array }[],
  { rows, columns }: { rows: number; columns: number },
): Promise<readonly ImageKey[]> {
  if (carried.length === 0) return [];
  const { predicted, review, scanner, store } = session;
  const { id } = series;
  const present = predicted.segmentsOf(id);
  const used = new Set(countPixels(mask).map(({ index }) => index));
  const missing: SegmentInfo[] = review.state.segments
    .filter(({ index }) => used.has(index) && !present.some((segment) => segment.index === index))
    .map((segment) => ({ ...segment, colour: scanner.colourOf(segment.index) }));
  if (missing.length > 0) {
    await predicted.prepare(series, segmentationLabel(series), [...present, ...missing]);
    await predicted.show(id);
  }
  const round = Math.max(1, store.getState().series.find((entry) => entry.id === id)?.round ?? 0);
  updateSeries(store, id, { round, stored: 'no' });
  const masks = carried.map(({ id: key, labelmap }) => ({
    key,
    seriesId,
    mask: packMask(labelmap, rows, columns),
  }));
  const keys = review.dispatch({ type: 'carriedOver', round, masks });
  await renderImages(predicted, new Set(keys));
  return keys;
}
