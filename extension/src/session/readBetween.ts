import type { ImageKey } from '../../../src/data/ImageKey';
import type { Image } from '../../../src/data/Image';
import { MAX_BETWEEN, MIN_DRAWN } from '../../../src/propagation/SeriesPriors';
import { orderInSpace } from '../../../src/data/orderInSpace';
import { spread } from '../../../src/data/spread';
import { Pacer } from '../adapters/Pacer';
import { placeImages } from '../adapters/placeImages';
import { readImage } from '../adapters/readImage';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { PlacedImage } from './orderByDistance';
import type { SavedParts } from './SavedParts';
import type { SeriesInfo } from '../state/SessionState';
import { tickedSeries } from './tickedSeries';

/**
 * Images between the drawn ones of each ticked series, for `interpolatedExamples`.
 *
 * @param drawn the examples' images
 * @param spared images to skip: the examples, included or not
 */
export async function readBetween(
  { index, store }: Pick<SavedParts, 'index' | 'store'>,
  drawn: ReadonlySet<ImageKey>,
  spared: ReadonlySet<ImageKey>,
): Promise<Image[]> {
  const images: Image[] = [];
  for (const series of tickedSeries(store.getState().series)) {
    const placed = await placeImages(index, index.keysOf(series.id));
    images.push(...(await readThose(index, series, keysBetween(placed, drawn, spared))));
  }
  return images;
}

/** Samples the images between the drawn ones of a series, in spatial order; none when too few are drawn. */
export function keysBetween(
  placed: readonly PlacedImage[],
  drawn: ReadonlySet<ImageKey>,
  spared: ReadonlySet<ImageKey>,
): ImageKey[] {
  const keys = orderInSpace(placed).map((place) => placed[place].key);
  const positions = keys.flatMap((key, i) => (drawn.has(key) ? [i] : []));
  if (positions.length < MIN_DRAWN) return [];
  const inner = keys.slice(positions[0], positions[positions.length - 1]);
  return spread(
    inner.filter((key) => !spared.has(key)),
    MAX_BETWEEN,
  );
}

/** Reads images and skips those that cannot be read, as these images are optional. */
export async function readThose(
  index: ViewerIndex,
  series: SeriesInfo,
  keys: readonly ImageKey[],
): Promise<Image[]> {
  const pacer = new Pacer();
  const images: Image[] = [];
  for (const key of keys) {
    try {
      images.push(await readImage(index, series, key));
    } catch (error) {
      console.warn(
        `Few-shot: an image of series ${series.number} could not be read for propagating outlines.`,
        error,
      );
    }
    await pacer.pause();
  }
  return images;
}
