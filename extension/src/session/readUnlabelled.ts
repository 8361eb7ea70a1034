import type { ImageKey } from '../../../src/data/ImageKey';
import type { Image } from '../../../src/data/Image';
import type { SeriesIntensities } from '../../../src/worker/protocol';
import { Pacer } from '../adapters/Pacer';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import type { Session } from './Session';
import { spread } from '../../../src/data/spread';

/** Maximum number of images: enough to represent the ticked series, few enough to read quickly. */
const MAX = 16;

/**
 * Reads images without masks, spread over the ticked series. Skips a series that cannot be read, as these
 * images are optional for training.
 *
 * @param spared images to skip: those of examples, included or not
 */
export async function readUnlabelled(
  { index, store }: Session,
  spared: ReadonlySet<ImageKey>,
): Promise<{ images: Image[]; intensities: SeriesIntensities[] }> {
  const ticked = store.getState().series.filter(({ enabled, problem }) => enabled && problem === '');
  const each = Math.max(1, Math.floor(MAX / Math.max(1, ticked.length)));
  const pacer = new Pacer();
  const images: Image[] = [];
  const intensities: SeriesIntensities[] = [];
  for (const series of ticked.slice(0, MAX)) {
    const keys = index.keysOf(series.id);
    const others = keys.filter((key) => !spared.has(key));
    try {
      const chosen: Image[] = [];
      for (const key of spread(others, each)) {
        await pacer.pause();
        chosen.push(await readImage(index, series, key));
      }
      const { values } = await sampleImages(index, series, keys);
      intensities.push({ seriesId: series.seriesId, sample: values });
      images.push(...chosen);
    } catch (error) {
      console.warn(
        `Few-shot: images without masks of series ${series.number} could not be read for training.`,
        error,
      );
    }
    await pacer.pause();
  }
  return { images, intensities };
}
