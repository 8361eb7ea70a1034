import { findSegment } from '../data/findSegment';
import type { Segment } from '../data/Segment';
import type { EndedTraining, TrainingStart } from '../learning/TrainingStart';
import { readModel } from '../storage/modelFile';
import { EngineError } from './EngineError';
import type { TrainedModel, TrainRequest } from './protocol';

/**
 * The model that a request goes on from.
 *
 * @param last the last training of this Worker; its whole state is used if it made the model
 * @throws EngineError `bad-input` if the file is damaged, or the model is for other segments or channels
 */
export function startOf(
  { examples, segments }: TrainRequest,
  { summary, bytes }: TrainedModel,
  last: { modelId: string; ended: EndedTraining } | undefined,
): TrainingStart {
  const { description, weights } = readFile(bytes);
  const names = (list: readonly Segment[]) => list.map(({ name }) => `“${name}”`).join(', ');
  const same =
    segments.length === description.segments.length &&
    description.segments.every((segment) => findSegment(segments, segment));
  if (!same) {
    throw new EngineError(
      'bad-input',
      `The model knows ${names(description.segments)}, the examples show ${names(segments)}. Press Train to begin anew.`,
    );
  }
  const { channels = 1 } = description.network;
  if (channels === 1 && examples.some(({ image }) => image.channels === 3)) {
    throw new EngineError(
      'bad-input',
      'The model was trained on grey images, and an example is in colour. Press Train to begin anew.',
    );
  }
  return { description, weights, ended: last?.modelId === summary.id ? last.ended : undefined };
}

/** The request's segments in the order of the model's. */
export function segmentsOf({ segments }: TrainRequest, { description }: TrainingStart): Segment[] {
  return description.segments.flatMap((segment) => findSegment(segments, segment) ?? []);
}

function readFile(bytes: ArrayBuffer) {
  try {
    return readModel(bytes);
  } catch (error) {
    throw new EngineError('bad-input', error instanceof Error ? error.message : String(error));
  }
}
