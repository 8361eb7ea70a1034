import type { Image } from '../../../src/data/Image';
import type { SeriesIntensities } from '../../../src/worker/protocol';
import { imageIdsOf } from '../adapters/imageIdsOf';
import { Pacer } from '../adapters/Pacer';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import type { Session } from './Session';
import { spread } from '../../../src/data/spread';

/** Enough to see what is to be predicted, little enough to be read in a moment. */
const MAX = 16;

/**
 * Images of the ticked series that were not drawn on, spread over them, for what can be learnt without masks. One that
 * cannot be read is left out: the training can do without.
 *
 * @param spared ids of images that are not to be among them: those of examples, included or not
 */
export async function readUnlabelled(
  { ohif, store }: Session,
  spared: ReadonlySet<string>,
): Promise<{ images: Image[]; intensities: SeriesIntensities[] }> {
  const ticked = store.getState().series.filter(({ enabled, problem }) => enabled && problem === '');
  const each = Math.max(1, Math.floor(MAX / Math.max(1, ticked.length)));
  const pacer = new Pacer();
  const images: Image[] = [];
  const intensities: SeriesIntensities[] = [];
  for (const series of ticked.slice(0, MAX)) {
    const displaySet = ohif.services.displaySetService.getDisplaySetByUID(series.displaySetUID);
    if (!displaySet) continue;
    const ids = imageIdsOf(ohif, displaySet);
    const others = ids.filter((id) => !spared.has(id));
    try {
      const chosen = await Promise.all(spread(others, each).map((id) => readImage(ohif, series, id)));
      const { values } = await sampleImages(ohif, series, ids);
      intensities.push({ seriesId: series.seriesId, sample: values });
      images.push(...chosen);
    } catch (error) {
      console.warn(`Few-shot: series ${series.number} is not looked at before training.`, error);
    }
    await pacer.pause();
  }
  return { images, intensities };
}
