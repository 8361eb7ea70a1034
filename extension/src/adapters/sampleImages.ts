import { sampleSeries } from '../../../src/data/sampleSeries';
import type { SeriesSample } from '../../../src/data/SeriesSample';
import type { Ohif } from '../ohif/Ohif';
import type { SeriesInfo } from '../state/SessionState';
import { Pacer } from './Pacer';
import { readGeometry } from './readGeometry';
import { readImage } from './readImage';

/** Samples a series, reading images through the viewer's cache. */
export function sampleImages(
  ohif: Ohif,
  series: SeriesInfo,
  imageIds: readonly string[],
): Promise<SeriesSample> {
  const pacer = new Pacer();
  const places = imageIds.map((imageId) => ({ geometry: readGeometry(ohif, imageId) }));
  return sampleSeries(places, async (index) => {
    const image = await readImage(ohif, series, imageIds[index]);
    await pacer.pause();
    return image;
  });
}
