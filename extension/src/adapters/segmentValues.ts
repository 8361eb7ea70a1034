import { findSegment } from '../../../src/data/findSegment';
import type { Segment } from '../../../src/data/Segment';
import { addSegments } from '../../../src/review/addSegments';
import type { OhifSegmentation } from '../ohif/types';

/** How the values of a result segmentation and those of the review correspond. */
export interface SegmentValues {
  /** Segments that the reader added to the segmentation, with their value there. */
  added: Segment[];
  toReview(value: number): number;
  toSegmentation(value: number): number;
}

/**
 * Translates between the values of a result segmentation and those of the review. They differ only for
 * segments that the reader added in the viewer's list, which assigns values of its own.
 *
 * @param own the segments with which the segmentation was created
 * @param known the review's segments
 */
export function segmentValues(
  segmentation: OhifSegmentation,
  own: readonly Segment[],
  known: readonly Segment[],
): SegmentValues {
  const created = new Set(own.map(({ index }) => index));
  const added = Object.values(segmentation.segments).flatMap((segment) =>
    segment && !created.has(segment.segmentIndex)
      ? [{ index: segment.segmentIndex, name: segment.label || `Segment ${segment.segmentIndex}` }]
      : [],
  );
  const table = addSegments(known, added);
  const pairs = added.map((segment) => [segment.index, findSegment(table, segment)?.index ?? 0]);
  const toReview = new Map(pairs as [number, number][]);
  const toSegmentation = new Map(pairs.map(([value, index]) => [index, value]));
  return {
    added,
    toReview: (value) => toReview.get(value) ?? value,
    toSegmentation: (value) => toSegmentation.get(value) ?? value,
  };
}
