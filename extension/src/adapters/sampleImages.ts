import { sampleSeries } from '../../../src/data/sampleSeries';
import type { SeriesSample } from '../../../src/data/SeriesSample';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { SeriesInfo } from '../state/SessionState';
import { Pacer } from './Pacer';
import { placeImages } from './placeImages';
import { readImage } from './readImage';
import type { ViewerIndex } from './ViewerIndex';

/** Samples a series, reading images through the viewer's cache. */
export async function sampleImages(
  index: ViewerIndex,
  series: SeriesInfo,
  keys: readonly ImageKey[],
): Promise<SeriesSample> {
  const pacer = new Pacer();
  const places = await placeImages(index, keys);
  // One after the other: images from the cache that are converted together would block the main thread.
  let last: Promise<unknown> = Promise.resolve();
  return sampleSeries(places, (place) => {
    const image = last.then(async () => {
      await pacer.pause();
      return readImage(index, series, keys[place]);
    });
    last = image;
    return image;
  });
}
