import type { WrittenObject } from '../../../src/dicom/WrittenObject';
import type { WrittenSeg } from '../../../src/dicom/writeSeg';
import type { Ohif } from '../ohif/Ohif';
import { SessionError } from '../state/SessionError';
import { archiveClient } from './archiveClient';
import { askPatiently } from './askPatiently';
import { httpStatus } from './httpStatus';

const KEPT = 'The masks are kept: try again, or use Download.';

/**
 * Stores an object in the archive of the active data source, reads it back and compares, because an archive
 * may report success and still discard it. Then shows it in the study's series list.
 *
 * @throws SessionError that explains why the object was not stored and what to do
 */
export async function storeObject(ohif: Ohif, object: WrittenObject | WrittenSeg): Promise<void> {
  const { dataSource } = ohif;
  // OHIF 3.13 would show "Loading SEG..." forever.
  if ('isPlaced' in object && !object.isPlaced) {
    throw new SessionError(
      'Its images have no position in the patient, and the viewer cannot open a DICOM SEG of such images again. ' +
        'The masks are kept: use Download; other software reads the file.',
    );
  }
  const store = dataSource.store?.dicom;
  if (!store) {
    throw new SessionError('This data source cannot store. Use Download and send the file to the archive.');
  }
  try {
    // Sends the bytes unchanged, with the present credentials. A second arrival of an object is none.
    await askPatiently(() => store(object.bytes));
  } catch (error) {
    throw new SessionError(storeFailure(error));
  }
  const { compareStored } = await import(
    /* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/compareStored'
  );
  const difference = compareStored(object.bytes, await readBack(ohif, object));
  if (difference) {
    throw new SessionError(`The archive accepted the masks, but ${difference}. ${KEPT}`);
  }
  await listSeriesAgain(ohif, object);
}

/**
 * Fetches a stored object (WADO-RS) with the data source's client and its credentials.
 *
 * @throws SessionError when the archive does not return it
 */
async function readBack(
  ohif: Ohif,
  { studyInstanceUID, seriesInstanceUID, sopInstanceUID }: WrittenObject,
): Promise<ArrayBuffer> {
  const place = { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
  let bytes: ArrayBuffer | undefined;
  try {
    // Some archives index objects in the background.
    bytes = await askPatiently(async () => archiveClient(ohif)?.retrieveInstance(place), [404]);
  } catch (error) {
    const status = httpStatus(error);
    const reason =
      status === 404
        ? 'does not have them (404): it may have quarantined them. Its log says why'
        : `did not return them (${status ? `it answered ${status}` : 'it cannot be reached'})`;
    throw new SessionError(`The archive accepted the masks, but ${reason}. ${KEPT}`);
  }
  if (bytes) return bytes;
  throw new SessionError(
    'The archive accepted the masks, but this data source cannot read them back for a check. ' +
      `Reload the study to see whether they are there. ${KEPT}`,
  );
}

/** Makes OHIF read the new series' metadata from the archive, so that it appears in the series list. */
async function listSeriesAgain({ dataSource }: Ohif, object: WrittenObject): Promise<void> {
  // OHIF caches each study's metadata under this key, although its own function omits the first part.
  const forget = () => {
    dataSource.deleteStudyMetadataPromise?.(`${dataSource.getConfig?.()?.name}:${object.studyInstanceUID}`);
    dataSource.deleteStudyMetadataPromise?.(object.studyInstanceUID);
  };
  forget();
  try {
    await dataSource.retrieve?.series?.metadata({
      StudyInstanceUID: object.studyInstanceUID,
      filters: { seriesInstanceUID: [object.seriesInstanceUID] },
      madeInClient: true,
    });
  } catch {
    throw new SessionError(
      'The archive accepted the masks, but did not list them. Reload the study to see whether they are there.',
    );
  } finally {
    forget();
  }
}

/** Explains why storing failed, from the HTTP status or its absence. */
export function storeFailure(error: unknown): string {
  const status = httpStatus(error);
  if (!status) return `The archive cannot be reached. Check the connection. ${KEPT}`;
  if (status === 401) {
    return `The archive does not accept your sign-in any more (401). Sign in again in another tab. ${KEPT}`;
  }
  if (status === 403) {
    return `The archive refused the masks (403): you are not allowed to store there. Ask its administrator. ${KEPT}`;
  }
  if (status === 409) {
    return `The archive refused the masks (409): it does not accept this object. Its log says why. ${KEPT}`;
  }
  if (status === 413 || status === 507) {
    return `The archive is full, or the object is too large for it (${status}). Free some space there. ${KEPT}`;
  }
  if (status >= 500) return `The archive failed (${status}). Try again later; its log says why. ${KEPT}`;
  return `The archive refused the masks (${status}). Its log says why. ${KEPT}`;
}
