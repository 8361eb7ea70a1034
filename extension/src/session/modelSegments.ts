import { findSegment } from '../../../src/data/findSegment';
import type { TrainedModel } from '../../../src/worker/protocol';
import type { SegmentInfo } from '../state/SessionState';
import type { SavedParts } from './SavedParts';

/** The model's segments as listed in the study; missing ones are added to the study. */
export function modelSegments(
  { review, scanner }: Pick<SavedParts, 'review' | 'scanner'>,
  { summary }: TrainedModel,
): SegmentInfo[] {
  review.dispatch({ type: 'segmentsAdded', segments: summary.segments });
  return summary.segments.flatMap((segment) => {
    const own = findSegment(review.state.segments, segment);
    return own ? [{ ...own, colour: scanner.colourOf(own.index) }] : [];
  });
}
