import type { Image } from '../../../src/data/Image';
import { imageIdsOf } from '../adapters/imageIdsOf';
import { Pacer } from '../adapters/Pacer';
import { readImage } from '../adapters/readImage';
import type { Session } from './Session';
import { spread } from '../../../src/data/spread';

/** Of a series: enough to follow a structure from image to image, little enough to be read in a moment. */
const MOST = 48;
/** With fewer drawn images it cannot be tested whether interpolating between them is right. */
const LEAST_DRAWN = 3;

/**
 * Images between the drawn ones of each series, for `interpolatedExamples`. A series that cannot be read is left out: the
 * training can do without.
 *
 * @param drawn ids of the examples' images
 * @param spared ids of these, and of others that are not to be among what is read
 */
export async function readBetween(
  { ohif, store }: Session,
  drawn: ReadonlySet<string>,
  spared: ReadonlySet<string>,
): Promise<Image[]> {
  const pacer = new Pacer();
  const images: Image[] = [];
  for (const series of store.getState().series.filter(({ enabled, problem }) => enabled && problem === '')) {
    const displaySet = ohif.services.displaySetService.getDisplaySetByUID(series.displaySetUID);
    if (!displaySet) continue;
    const inner = idsBetween(imageIdsOf(ohif, displaySet), drawn, spared);
    try {
      images.push(...(await Promise.all(inner.map((id) => readImage(ohif, series, id)))));
    } catch (error) {
      console.warn(`Few-shot: nothing is interpolated in series ${series.number}.`, error);
    }
    await pacer.pause();
  }
  return images;
}

/** Some of a series' images between drawn ones, in order; none where too few were drawn. */
export function idsBetween(
  ids: readonly string[],
  drawn: ReadonlySet<string>,
  spared: ReadonlySet<string>,
): string[] {
  const positions = ids.flatMap((id, i) => (drawn.has(id) ? [i] : []));
  if (positions.length < LEAST_DRAWN) return [];
  const inner = ids.slice(positions[0], positions[positions.length - 1]);
  return spread(
    inner.filter((id) => !spared.has(id)),
    MOST,
  );
}
