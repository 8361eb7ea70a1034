import { findSegment } from '../../../src/data/findSegment';
import type { ImageKey } from '../../../src/data/ImageKey';
import { addSegments } from '../../../src/review/addSegments';
import { maskEquals } from '../../../src/review/maskEquals';
import { packMask } from '../../../src/review/packMask';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewAction } from '../../../src/review/ReviewAction';
import type { ReviewState } from '../../../src/review/ReviewState';
import { sameMask } from '../../../src/review/sameMask';
import type { OhifSegmentation } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import { hasForeground } from './hasForeground';
import type { LabelmapImage } from './labelmapImages';

/** The segmentation that holds the results of one series. */
export interface ResultSeries {
  segmentationId: string;
  /** A segment's index is its value in the review's masks and in the segmentation alike. */
  segments: SegmentInfo[];
  /** The segments that were asked for; the reader's corrections may need others beside them. */
  asked: SegmentInfo[];
  /** The mask that was last written on each image, before the reader changed it. */
  rendered: Map<ImageKey, PackedMask>;
  /** The images whose mask the reader changed. */
  strokes: Set<ImageKey>;
}

/**
 * Compares a slice with what was written on it, and keeps `strokes` in step.
 *
 * @returns what the reader did since the last look; undefined when nothing
 */
export function strokeAction(
  { records, segments }: ReviewState,
  { rendered, strokes, segments: own }: ResultSeries,
  segmentation: OhifSegmentation,
  { key, seriesId, values, rows, columns }: LabelmapImage & { key: ImageKey; seriesId: string },
): ReviewAction | undefined {
  const written = rendered.get(key);
  const untouched = written ? maskEquals(written, values) : !hasForeground(values);
  if (untouched) return strokes.delete(key) ? { type: 'correctionReverted', key } : undefined;
  // The viewer's segment list lets the reader add segments, which the review has to know.
  const known = new Set(own.map(({ index }) => index));
  const added = Object.values(segmentation.segments).flatMap((segment) =>
    segment && !known.has(segment.segmentIndex)
      ? [{ index: segment.segmentIndex, name: segment.label || `Segment ${segment.segmentIndex}` }]
      : [],
  );
  const table = addSegments(segments, added);
  const translate = new Map(added.map((segment) => [segment.index, findSegment(table, segment)?.index ?? 0]));
  const mask = packMask(
    Array.from(values, (value) => translate.get(value) ?? value),
    rows,
    columns,
  );
  if (strokes.has(key) && records[key] && sameMask(records[key].mask, mask)) return undefined;
  strokes.add(key);
  return {
    type: 'batch',
    actions: [
      { type: 'segmentsAdded', segments: added },
      { type: 'corrected', key, seriesId, mask },
    ],
  };
}
