import type { Image, ImageGeometry } from './Image';
import { orderInSpace } from './orderInSpace';
import { sampleIntensities } from './sampleIntensities';
import type { SeriesSample } from './SeriesSample';
import { spread } from './spread';

/**
 * Maximum number of images from which values are sampled: reading all images of a long series would take too
 * long.
 */
const MAX_IMAGES = 64;
/** Maximum number of complete images in a sample. */
const MAX_WHOLE = 8;
/** Number of images that are read at the same time. */
const PARALLEL = 6;

/**
 * Samples a series. The sample does not depend on the order in which the images are listed, so a viewer and a
 * command line that read the same series normalise it identically.
 *
 * @param places where each image of the series lies
 * @param read reads the image at an index of `places`; called for some of the indices, several at a time
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
