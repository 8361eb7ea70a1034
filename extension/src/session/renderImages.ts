import type { ImageKey } from '../../../src/data/ImageKey';
import type { PredictedMasks } from '../adapters/PredictedMasks';

/** Shows the review's masks of these images in the results, whichever series they belong to. */
export async function renderImages(predicted: PredictedMasks, keys: ReadonlySet<ImageKey>): Promise<void> {
  for (const id of predicted.seriesIds) predicted.refreshVisible(id, await predicted.render(id, keys));
}
