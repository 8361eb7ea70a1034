import type { WrittenObject } from '../../../src/dicom/WrittenObject';
import type { WrittenSeg } from '../../../src/dicom/writeSeg';
import type { Ohif } from '../ohif/Ohif';
import type { DataSource } from '../ohif/types';
import { SessionError } from '../state/SessionError';

const KEPT = 'The masks are kept: try again, or use Download.';
/** Waiting times before each retry, ms: some archives index objects in the background. */
const PAUSES_MS = [200, 1000, 3000];

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
  if (!dataSource.store?.dicom) {
    throw new SessionError('This data source cannot store. Use Download and send the file to the archive.');
  }
  try {
    // The data source's client sends the bytes unchanged, with its configured credentials.
    await dataSource.store.dicom(object.bytes);
  } catch (error) {
    throw new SessionError(storeFailure(error));
  }
  const { compareStored } = await import(
    /* webpackChunkName: "few-shot-dicom" */ '../../../src/dicom/compareStored'
  );
  const difference = compareStored(object.bytes, await readBack(dataSource, object));
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
  { retrieve }: DataSource,
  { studyInstanceUID, seriesInstanceUID, sopInstanceUID }: WrittenObject,
): Promise<ArrayBuffer> {
  const client = retrieve?.getWadoDicomWebClient?.();
  if (!client) {
    throw new SessionError(
      'The archive accepted the masks, but this data source cannot read them back for a check. ' +
        `Reload the study to see whether they are there. ${KEPT}`,
    );
  }
  for (let tries = 0; ; tries++) {
    try {
      return await client.retrieveInstance({ studyInstanceUID, seriesInstanceUID, sopInstanceUID });
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 && tries < PAUSES_MS.length) {
        await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[tries]));
        continue;
      }
      const reason =
        status === 404
          ? 'does not have them (404): it may have quarantined them. Its log says why'
          : `did not return them (${status ? `it answered ${status}` : 'it cannot be reached'})`;
      throw new SessionError(`The archive accepted the masks, but ${reason}. ${KEPT}`);
    }
  }
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
  const status = statusOf(error);
  if (!status) return `The archive cannot be reached. Check the connection. ${KEPT}`;
  if (status === 401 || status === 403) {
    return `The archive refused the masks (${status}): you are not allowed to store there. Ask its administrator. ${KEPT}`;
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

/** HTTP status in an error of dicomweb-client; undefined or 0 when there was no response. */
function statusOf(error: unknown): number | undefined {
  return (error as { request?: { status?: number } } | undefined)?.request?.status;
}
