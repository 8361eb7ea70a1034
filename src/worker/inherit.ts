import { defaultName } from './defaultName';
import { joinTrainedOn } from './joinTrainedOn';
import type { TrainedModel, TrainedOn } from './protocol';

/**
 * What a model that goes on from another one keeps of it: the name that a reader gave it, and the kinds of
 * images that it has learnt.
 *
 * @param trainedOn the kinds of images of this training
 */
export function inherit(
  start: TrainedModel | undefined,
  trainedOn: TrainedOn | undefined,
): { name?: string; trainedOn?: TrainedOn } {
  if (!start) return { trainedOn };
  const { name, segments, trainedOn: earlier } = start.summary;
  return {
    ...(name !== defaultName(segments) && { name }),
    trainedOn: joinTrainedOn(earlier, trainedOn),
  };
}
