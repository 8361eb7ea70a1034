import { findSegment } from '../../../src/data/findSegment';
import type { ImageKey } from '../../../src/data/ImageKey';
import { addSegments } from '../../../src/review/addSegments';
import { maskEquals } from '../../../src/review/maskEquals';
import { packMask } from '../../../src/review/packMask';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewAction } from '../../../src/review/ReviewAction';
import type { ReviewState } from '../../../src/review/ReviewState';
import { relabelMask } from '../../../src/review/relabelMask';
import { sameMask } from '../../../src/review/sameMask';
import type { OhifSegmentation } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import { hasForeground } from './hasForeground';
import type { LabelmapImage } from './labelmapImages';

/** The result segmentation of one series. */
export interface ResultSeries {
  segmentationId: string;
  /** The id of the labelmap image on each image of the series. */
  images: ReadonlyMap<ImageKey, string>;
  /** A segment's index is its value both in the review's masks and in the segmentation. */
  segments: SegmentInfo[];
  /** The requested segments; the reader's corrections may add others. */
  asked: SegmentInfo[];
  /** The mask last written to each image, before any change by the reader. */
  rendered: Map<ImageKey, PackedMask>;
  /** The images whose mask the reader changed. */
  strokes: Set<ImageKey>;
}

/**
 * Compares a slice with the mask last written to it, and updates `strokes`.
 *
 * @returns the reader's change since the last call; undefined when there is none
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
  // The reader can add segments in the viewer's list; the review must include them.
  const known = new Set(own.map(({ index }) => index));
  const added = Object.values(segmentation.segments).flatMap((segment) =>
    segment && !known.has(segment.segmentIndex)
      ? [{ index: segment.segmentIndex, name: segment.label || `Segment ${segment.segmentIndex}` }]
      : [],
  );
  const table = addSegments(segments, added);
  const translate = new Map(added.map((segment) => [segment.index, findSegment(table, segment)?.index ?? 0]));
  const mask = relabelMask(packMask(values, rows, columns), (value) => translate.get(value) ?? value);
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
