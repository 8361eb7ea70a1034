import { countPixels } from '../../../src/review/countPixels';
import { isExample } from '../../../src/review/isExample';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { ExampleInfo, ExampleKind, Rgb, SeriesInfo, SessionState } from '../state/SessionState';

/** The part of the panel's state that is derived from the review. */
export type ReviewProjection = Pick<SessionState, 'examples' | 'segments' | 'series' | 'prediction'>;

/**
 * Derives the panel's state from the review: examples, their segments, and the progress of each series.
 *
 * @param index provides the images of each series and their numbers
 * @param colourOf the colour of the segment with this index
 */
export function projectReview(
  { records, segments }: ReviewState,
  { series, prediction }: Pick<SessionState, 'series' | 'prediction'>,
  index: Pick<ViewerIndex, 'keysOf' | 'imageNumberOf'>,
  colourOf: (segment: number) => Rgb,
): ReviewProjection {
  const examples: ExampleInfo[] = [];
  let done = 0;
  const listed = series.map((entry) => {
    if (entry.problem) return entry;
    let predicted = 0;
    for (const key of index.keysOf(entry.id)) {
      const record = records[key];
      if (!record) continue;
      if (isExample(record)) examples.push(describeExample(record, entry, index.imageNumberOf(key)));
      if (entry.round > 0 && hasResult(record, entry.round)) predicted++;
    }
    if (entry.round > 0 && entry.round === prediction.round) done += predicted;
    return predicted === entry.predicted ? entry : { ...entry, predicted };
  });
  const used = new Set(examples.flatMap((example) => example.segments.map((segment) => segment.index)));
  return {
    examples,
    segments: segments
      .filter((segment) => used.has(segment.index))
      .map((segment) => ({ ...segment, colour: colourOf(segment.index) })),
    series: listed,
    prediction: { ...prediction, done },
  };
}

function describeExample(record: ReviewRecord, series: SeriesInfo, imageNumber: string): ExampleInfo {
  const { key, mask, status, training } = record;
  const segments = countPixels(mask);
  const kind: ExampleKind =
    segments.length === 0 ? 'nothing' : status === 'corrected' ? 'corrected' : 'drawn';
  return {
    key,
    series: series.id,
    seriesNumber: series.number,
    seriesLabel: series.label,
    imageNumber,
    kind,
    included: training === 'included',
    segments,
    pixels: mask.rows * mask.columns,
  };
}

/**
 * Whether an image has a mask in the results of a run: a predicted one, or the reader's on an included
 * example.
 */
function hasResult(record: ReviewRecord, round: number): boolean {
  if (isExample(record) && record.training === 'included') return true;
  return record.round === round || record.proposal?.round === round;
}
