import type { Segment } from '../data/Segment';
import { readModel, writeModel } from '../storage/modelFile';
import type { TrainedModel } from './protocol';
import { readSummary } from './readSummary';

/**
 * A model whose segments have other names and codes; it predicts as before, but has another id.
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
  const named = summary.name === nameOf(file.description.segments) ? nameOf(segments) : summary.name;
  const metadata = { ...summary, segments, name: named };
  const content = { description, weights: file.weights, metadata };
  return { summary: readSummary(content), bytes: writeModel(content) };
}

const nameOf = (segments: readonly Segment[]) => segments.map(({ name }) => name).join(', ');
