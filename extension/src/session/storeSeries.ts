import { textOf, type Attributes } from '../../../src/dicom/Attributes';
import { versionOf } from '../../../src/dicom/earlierObjects';
import type { WrittenObject } from '../../../src/dicom/WrittenObject';
import type { WrittenSeg } from '../../../src/dicom/writeSeg';
import { findEarlier, saysTheSame } from '../adapters/earlierVersions';
import { makeObject, makeReport, type SeriesMasks } from '../adapters/makeObject';
import type { OBJECT_KINDS, ObjectFormat } from '../adapters/objectKinds';
import { canReject, rejectSeries } from '../adapters/rejectSeries';
import { storeObject } from '../adapters/storeObject';
import type { Ohif } from '../ohif/Ohif';
import { SessionError } from '../state/SessionError';
import type { StoreMode } from '../state/StoreMode';

/** What storing the masks of one series came to. */
export interface StoredSeries {
  /** Undefined when the archive has the same already. */
  object?: WrittenObject | WrittenSeg;
  /** Attributes of what it has already. */
  same?: Attributes;
  /** What the archive holds now beyond one new series, as a clause; empty when there is nothing more. */
  holds: string;
}

/**
 * Stores the masks of a series in a format.
 *
 * @param mode what becomes of earlier ones; they are never changed, as DICOMweb has no way to do that
 * @throws SessionError that explains why they were not stored
 */
export function storeSeries(
  ohif: Ohif,
  masks: SeriesMasks,
  format: ObjectFormat,
  mode: StoreMode,
): Promise<StoredSeries> {
  return storeNext(ohif, masks, format, mode, (content) => makeObject(ohif, content, format));
}

/**
 * Stores the report of a segmentation's volumes.
 *
 * @param masks what the segmentation was made of, with the series of the report
 * @param seg what became of the segmentation
 * @throws SessionError that explains why it was not stored
 */
export function storeReport(
  ohif: Ohif,
  masks: SeriesMasks,
  { object, same = {} }: StoredSeries,
  mode: StoreMode,
): Promise<StoredSeries> {
  return storeNext(ohif, masks, 'report', mode, (content) =>
    makeReport(ohif, content, object?.bytes ?? same),
  );
}

async function storeNext(
  ohif: Ohif,
  masks: SeriesMasks,
  kind: keyof typeof OBJECT_KINDS,
  mode: StoreMode,
  make: (masks: SeriesMasks) => Promise<WrittenObject | WrittenSeg>,
): Promise<StoredSeries> {
  if (mode === 'replace' && !canReject(ohif)) {
    throw new SessionError(
      'This archive cannot be asked to reject earlier masks (data source without supportsReject). ' +
        'Choose a new version or a separate series.',
    );
  }
  const earlier = await findEarlier(ohif, masks, kind);
  const newest = earlier.at(-1);
  const object = await make(mode === 'supersede' ? { ...masks, predecessor: newest } : masks);
  if (newest && (await saysTheSame(ohif, object, newest))) {
    return {
      same: newest,
      holds: `the archive has exactly these masks already (${nameOf(newest)}): nothing new was stored.`,
    };
  }
  await storeObject(ohif, object);
  if (!newest) return { object, holds: '' };
  if (mode === 'replace') return { object, holds: await rejectAll(ohif, object, earlier) };
  const { number } = masks.series;
  if (object.seriesInstanceUID === textOf(newest, 'SeriesInstanceUID')) {
    const version = versionOf(newest) + 1;
    const before = version === 2 ? 'version 1 stays' : `versions 1 to ${version - 1} stay`;
    return { object, holds: `series ${numberOf(newest)} now has version ${version}, and ${before}.` };
  }
  const others = seriesOf(earlier).map(numberOf);
  return { object, holds: `series ${number} is new; the earlier masks stay in series ${others.join(', ')}.` };
}

/** Has the archive reject the series of earlier masks. */
async function rejectAll(ohif: Ohif, object: WrittenObject, earlier: Attributes[]): Promise<string> {
  const rejected = seriesOf(earlier);
  for (const one of rejected) {
    await rejectSeries(ohif, object.studyInstanceUID, textOf(one, 'SeriesInstanceUID'));
  }
  return `the archive rejected the earlier masks (series ${rejected.map(numberOf).join(', ')}).`;
}

/** One object of each series. */
function seriesOf(objects: readonly Attributes[]): Attributes[] {
  return [...new Map(objects.map((object) => [textOf(object, 'SeriesInstanceUID'), object])).values()];
}

const numberOf = (object: Attributes) => textOf(object, 'SeriesNumber');
const nameOf = (object: Attributes) => `series ${numberOf(object)}, version ${versionOf(object)}`;
