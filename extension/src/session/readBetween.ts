import type { Image } from '../../../src/data/Image';
import { MAX_BETWEEN, MIN_DRAWN } from '../../../src/propagation/SeriesPriors';
import { orderInSpace } from '../../../src/data/orderInSpace';
import { spread } from '../../../src/data/spread';
import { imageIdsOf } from '../adapters/imageIdsOf';
import { Pacer } from '../adapters/Pacer';
import { readGeometry } from '../adapters/readGeometry';
import { readImage } from '../adapters/readImage';
import type { Ohif } from '../ohif/Ohif';
import type { PlacedImage } from './orderByDistance';
import type { Session } from './Session';
import type { SeriesInfo } from '../state/SessionState';

/**
 * Images between the drawn ones of each ticked series, for `interpolatedExamples`.
 *
 * @param drawn ids of the examples' images
 * @param spared ids of these, and of others that are not to be among what is read
 */
export async function readBetween(
  { ohif, store }: Session,
  drawn: ReadonlySet<string>,
  spared: ReadonlySet<string>,
): Promise<Image[]> {
  const images: Image[] = [];
  for (const series of store.getState().series.filter(({ enabled, problem }) => enabled && problem === '')) {
    const displaySet = ohif.services.displaySetService.getDisplaySetByUID(series.displaySetUID);
    if (!displaySet) continue;
    const placed = imageIdsOf(ohif, displaySet).map((imageId) => ({
      imageId,
      geometry: readGeometry(ohif, imageId),
    }));
    const inner = idsBetween(placed, drawn, spared);
    images.push(...(await readThose(ohif, series, inner)));
  }
  return images;
}

/** Some of a series' images between drawn ones, in spatial order; none where too few were drawn. */
export function idsBetween(
  placed: readonly PlacedImage[],
  drawn: ReadonlySet<string>,
  spared: ReadonlySet<string>,
): string[] {
  const ids = orderInSpace(placed).map((index) => placed[index].imageId);
  const positions = ids.flatMap((id, i) => (drawn.has(id) ? [i] : []));
  if (positions.length < MIN_DRAWN) return [];
  const inner = ids.slice(positions[0], positions[positions.length - 1]);
  return spread(
    inner.filter((id) => !spared.has(id)),
    MAX_BETWEEN,
  );
}

/** Reads those images that can be read: what they are for can do without the others. */
export async function readThose(
  ohif: Ohif,
  series: SeriesInfo,
  imageIds: readonly string[],
): Promise<Image[]> {
  const pacer = new Pacer();
  const images: Image[] = [];
  for (const imageId of imageIds) {
    try {
      images.push(await readImage(ohif, series, imageId));
    } catch (error) {
      console.warn(`Few-shot: nothing is interpolated on an image of series ${series.number}.`, error);
    }
    await pacer.pause();
  }
  return images;
}
