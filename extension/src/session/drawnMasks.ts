import type { ImageKey } from '../../../src/data/ImageKey';
import { mapSegments } from '../../../src/data/mapSegments';
import { relabelMask } from '../../../src/review/relabelMask';
import { unpackMask } from '../../../src/review/unpackMask';
import type { TrainedModel } from '../../../src/worker/protocol';
import { Pacer } from '../adapters/Pacer';
import { includedRecords } from './includedRecords';
import type { SavedParts } from './SavedParts';

/** The reader's masks on the included examples of a series, as labelmap values of the model. */
export async function drawnMasks(
  { review }: Pick<SavedParts, 'review'>,
  { summary }: TrainedModel,
  keys: readonly ImageKey[],
): Promise<Map<ImageKey, Uint8Array>> {
  // The model does not have segments that were drawn after training.
  const values = mapSegments(review.state.segments, summary.segments);
  const pacer = new Pacer();
  const drawn = new Map<ImageKey, Uint8Array>();
  for (const { key, mask } of includedRecords(review.state, keys)) {
    await pacer.pause();
    drawn.set(key, unpackMask(relabelMask(mask, (value) => values[value])));
  }
  return drawn;
}
