import type { ModelFile } from '../../src/storage/modelFile';
import type { TrainedOn } from '../../src/worker/protocol';
import { readSummary } from '../../src/worker/readSummary';

/** The kinds of images that a model has learnt from; none for models of other origin, which may not say. */
export function learntFrom(model: ModelFile): TrainedOn {
  try {
    return readSummary(model).trainedOn;
  } catch {
    return { modalities: [], bodyParts: [], units: [] };
  }
}
