import type { Attributes } from '../../../src/dicom/Attributes';
import { textOf } from '../../../src/dicom/Attributes';
import { earlierObjects } from '../../../src/dicom/earlierObjects';
import type { WrittenObject } from '../../../src/dicom/WrittenObject';
import { OWN_DESCRIPTION } from '../ohif/id';
import type { Ohif } from '../ohif/Ohif';
import { SessionError } from '../state/SessionError';
import { archiveClient } from './archiveClient';
import { askPatiently } from './askPatiently';
import { describeStatus } from './httpStatus';
import type { SeriesMasks } from './makeObject';
import { OBJECT_KINDS } from './objectKinds';

/**
 * The objects of a kind about a series' images that this extension stored earlier, as the archive lists
 * them now, the newest last: another reader may have stored some since the study was opened.
 *
 * @throws SessionError when the archive does not say what it holds
 */
export async function findEarlier(
  ohif: Ohif,
  { images, source }: Pick<SeriesMasks, 'images' | 'source'>,
  kindName: keyof typeof OBJECT_KINDS,
): Promise<Attributes[]> {
  const studyInstanceUID = textOf(source, 'StudyInstanceUID');
  const search = ohif.dataSource.query?.series?.search;
  // A data source without them cannot store either, which `storeObject` explains.
  if (!search || !archiveClient(ohif)) return [];
  const { modality, ...kind } = OBJECT_KINDS[kindName];
  const { readDicomJson } = await import(
    /* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/readDicomJson'
  );
  const objects: Attributes[] = [];
  try {
    for (const series of await askPatiently(() => search(studyInstanceUID))) {
      if (series.modality !== modality || !(series.description ?? '').startsWith(OWN_DESCRIPTION)) continue;
      const { seriesInstanceUid: seriesInstanceUID } = series;
      const place = { studyInstanceUID, seriesInstanceUID };
      const instances = await askPatiently(async () => archiveClient(ohif)?.retrieveSeriesMetadata(place));
      objects.push(...(instances ?? []).map(readDicomJson));
    }
  } catch (error) {
    const why = describeStatus(error);
    throw new SessionError(
      `The archive did not say which masks it holds already${why ? ` (${why})` : ''}, so nothing was stored twice. ` +
        'The masks are kept: try again.',
    );
  }
  return earlierObjects(objects, kind, new Set(images.map(({ sopInstanceUID }) => sopInstanceUID)));
}

/**
 * Whether an object says nothing that an earlier one in the archive does not. False when that cannot be
 * read.
 */
export async function saysTheSame(ohif: Ohif, object: WrittenObject, earlier: Attributes): Promise<boolean> {
  const { sameContent } = await import(
    /* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/compareContent'
  );
  const { readPart10 } = await import(
    /* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/readPart10'
  );
  try {
    const bytes = await archiveClient(ohif)?.retrieveInstance({
      studyInstanceUID: object.studyInstanceUID,
      seriesInstanceUID: textOf(earlier, 'SeriesInstanceUID'),
      sopInstanceUID: textOf(earlier, 'SOPInstanceUID'),
    });
    return bytes !== undefined && sameContent(readPart10(object.bytes), readPart10(bytes));
  } catch {
    return false;
  }
}
