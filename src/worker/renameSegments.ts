import type { Segment } from '../data/Segment';
import { readModel, writeModel } from '../storage/modelFile';
import { defaultName } from './defaultName';
import type { TrainedModel } from './protocol';
import { readSummary } from './readSummary';

/**
 * The same model with other names and codes of its segments. It keeps its id and whatever else its file says.
 *
 * @param rename the new segment for each of the model's; must keep the index
 * @throws Error that says what is wrong with the model's file
 */
export function renameSegments(
  { summary, bytes }: TrainedModel,
  rename: (segment: Segment) => Segment,
): TrainedModel {
  const file = readModel(bytes);
  const segments = file.description.segments.map(rename);
  const description = { ...file.description, segments };
  const unnamed = summary.name === defaultName(file.description.segments);
  const name = unnamed ? defaultName(segments) : summary.name;
  const metadata = { ...(file.metadata as object | null), ...summary, segments, name };
  const content = { description, weights: file.weights, metadata };
  return { summary: readSummary(content), bytes: writeModel(content) };
}
