import type { SeriesInput, TrainedModel } from '../../../src/worker/protocol';
import { placeImages } from '../adapters/placeImages';
import { sampleImages } from '../adapters/sampleImages';
import type { SeriesInfo } from '../state/SessionState';
import { describeSeries } from './describeSeries';
import { drawnMasks } from './drawnMasks';
import type { SavedParts } from './SavedParts';

/** Describes a series as for its prediction, so that probabilities belong to the masks. */
export async function describePredicted(
  session: Pick<SavedParts, 'index' | 'predicted' | 'review'>,
  model: TrainedModel,
  series: SeriesInfo,
): Promise<SeriesInput> {
  const { index } = session;
  const keys = index.keysOf(series.id);
  const sample = await sampleImages(index, series, keys);
  const drawn = await drawnMasks(session, model, keys);
  return { sample, ...(await describeSeries(session, series, await placeImages(index, keys), drawn)) };
}
