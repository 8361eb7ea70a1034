import type { ImageKey } from '../../../src/data/ImageKey';
import { countPixels } from '../../../src/review/countPixels';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { Ohif } from '../ohif/Ohif';
import type { SegmentInfo } from '../state/SessionState';
import { defaultColour } from './segmentColour';

/** The segments in the masks of these images that are not among `listed`. */
export function segmentsBeside(
  ohif: Ohif,
  { segments, records }: ReviewState,
  keys: readonly ImageKey[],
  listed: readonly SegmentInfo[],
): SegmentInfo[] {
  const used = new Set(keys.flatMap((key) => countPixels(records[key].mask).map(({ index }) => index)));
  return segments
    .filter(({ index }) => used.has(index) && !listed.some((segment) => segment.index === index))
    .map((segment) => ({ ...segment, colour: defaultColour(ohif, segment.index) }));
}
