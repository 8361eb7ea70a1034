import type { Image, ImageGeometry } from './Image';
import { orderInSpace } from './orderInSpace';
import { sampleIntensities } from './sampleIntensities';
import type { SeriesSample } from './SeriesSample';
import { spread } from './spread';

/** Values are taken from this many images at most: reading all of a long series would keep the reader waiting. */
const MAX_IMAGES = 64;
/** Whole images of a sample. */
const MAX_WHOLE = 8;
/** Images that are read at a time. */
const PARALLEL = 6;

/**
 * Samples a series. The sample depends on the series alone, not on the order in which its images are listed, so that a
 * viewer and a command line that read the same series normalise it alike.
 *
 * @param places where each image of the series lies
 * @param read reads the image of a place; called for some of the indices, several at a time
 */
export async function sampleSeries(
  places: readonly { geometry?: ImageGeometry }[],
  read: (index: number) => Image | Promise<Image>,
): Promise<SeriesSample> {
  const chosen = spread(orderInSpace(places), MAX_IMAGES);
  const images: Image[] = [];
  for (let from = 0; from < chosen.length; from += PARALLEL) {
    images.push(...(await Promise.all(chosen.slice(from, from + PARALLEL).map(read))));
  }
  return {
    count: places.length,
    values: sampleIntensities(images),
    images: spread(images, MAX_WHOLE),
  };
}
