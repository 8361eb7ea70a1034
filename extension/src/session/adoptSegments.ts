import { findSegment } from '../../../src/data/findSegment';
import type { MaskSegment } from '../../../src/dicom/masks/ReadMask';
import { countPixels } from '../../../src/review/countPixels';
import type { StudyMasks } from '../adapters/readMaskObject';
import { defaultColour } from '../adapters/segmentColour';
import type { SegmentInfo } from '../state/SessionState';
import type { Session } from './Session';

/**
 * Adds the object's segments that occur to the study.
 *
 * @returns the segments as the study has them, and their values there by the object's numbers
 */
export function adoptSegments(
  { index, review, scanner }: Session,
  { segments: all, masks }: StudyMasks,
): { segments: SegmentInfo[]; values: Map<number, number> } {
  const counts = [...masks.values()].flatMap((onSeries) => [...onSeries.values()].flatMap(countPixels));
  const occurring = new Set(counts.map(({ index: number }) => number));
  const listed = new Map(all.map((segment) => [segment.number, segment]));
  const found = [...occurring].sort((a, b) => a - b);
  const wanted = found.map(
    (number): MaskSegment => listed.get(number) ?? { number, name: `Segment ${number}` },
  );
  const known = review.state.segments;
  review.dispatch({ type: 'segmentsAdded', segments: wanted });
  const values = new Map<number, number>();
  const segments: SegmentInfo[] = [];
  for (const segment of wanted) {
    const own = findSegment(review.state.segments, segment);
    if (!own) continue;
    values.set(segment.number, own.index);
    if (segments.some((other) => other.index === own.index)) continue;
    const colour = findSegment(known, segment)
      ? scanner.colourOf(own.index)
      : (segment.colour ?? defaultColour(index.ohif, own.index));
    segments.push({ ...own, colour });
  }
  scanner.setColours(segments);
  return { segments, values };
}
