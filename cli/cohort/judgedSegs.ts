import { itemOf, itemsOf, textOf } from '../../src/dicom/Attributes';
import { readPart10 } from '../../src/dicom/readPart10';
import type { Archive } from '../dicomweb/Archive';
import { toArrayBuffer } from '../files/readBytes';

/** What the viewer writes on frames that a reader drew or judged. */
const JUDGED = ['drawn', 'accepted', 'corrected'];

/** A DICOM SEG of a series. */
export interface FoundSeg {
  /** Series Instance UID of its images. */
  series: string;
  bytes: Buffer;
  /** Whether a reader drew, accepted or corrected all of its frames. */
  isJudged: boolean;
  /** When it was made, e.g. 20240305101500. */
  date: string;
}

/**
 * The newest DICOM SEG of each series of a study with the given segments; a judged one before any other.
 *
 * @param segments names of the segments, all of which it must have
 */
export async function judgedSegs(
  archive: Archive,
  study: string,
  segments: readonly string[],
): Promise<FoundSeg[]> {
  const newest = new Map<string, FoundSeg>();
  for (const series of await archive.searchSeries(study)) {
    if (textOf(series, 'Modality') !== 'SEG') continue;
    const uid = textOf(series, 'SeriesInstanceUID');
    const instance = textOf(await archive.oneOf(study, uid), 'SOPInstanceUID');
    const bytes = instance && (await archive.retrieveInstance({ study, series: uid, instance }));
    const found = bytes ? read(bytes, segments) : undefined;
    if (!found) continue;
    const other = newest.get(found.series);
    if (!other || rankOf(found) > rankOf(other)) newest.set(found.series, found);
  }
  return [...newest.values()];
}

function read(bytes: Buffer, segments: readonly string[]): FoundSeg | undefined {
  const seg = readPart10(toArrayBuffer(bytes));
  const names = itemsOf(seg, 'SegmentSequence').map((item) => textOf(item, 'SegmentLabel'));
  if (names.length !== segments.length || !segments.every((name) => names.includes(name))) return undefined;
  const labels = itemsOf(seg, 'PerFrameFunctionalGroupsSequence').map((group) =>
    textOf(itemOf(group, 'FrameContentSequence'), 'FrameLabel'),
  );
  return {
    series: textOf(itemOf(seg, 'ReferencedSeriesSequence'), 'SeriesInstanceUID'),
    bytes,
    isJudged: labels.length > 0 && labels.every((label) => JUDGED.includes(label)),
    date: textOf(seg, 'ContentDate') + textOf(seg, 'ContentTime'),
  };
}

/** Sorts judged ones after others, then by date. */
function rankOf({ isJudged, date }: FoundSeg): string {
  return `${isJudged ? 1 : 0}${date}`;
}
