import { sampleSeries } from '../../../src/data/sampleSeries';
import type { SeriesSample } from '../../../src/data/SeriesSample';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { SeriesInfo } from '../state/SessionState';
import { Pacer } from './Pacer';
import { readGeometry } from './readGeometry';
import { readImage } from './readImage';
import type { ViewerIndex } from './ViewerIndex';

/** Samples a series, reading images through the viewer's cache. */
export function sampleImages(
  index: ViewerIndex,
  series: SeriesInfo,
  keys: readonly ImageKey[],
): Promise<SeriesSample> {
  const pacer = new Pacer();
  const places = keys.map((key) => ({ geometry: readGeometry(index, key) }));
  return sampleSeries(places, async (place) => {
    const image = await readImage(index, series, keys[place]);
    await pacer.pause();
    return image;
  });
}
