import type { Ohif } from '../ohif/Ohif';
import type { NaturalisedDataset } from '../ohif/types';
import { SessionError } from '../state/SessionError';

/**
 * Stores a dataset in the archive of the active data source and shows it in the study's series list, as it is read
 * back from the archive.
 *
 * @throws SessionError that says why the archive did not take it, and what to do
 */
export async function storeSeg(ohif: Ohif, dataset: NaturalisedDataset): Promise<void> {
  const { dataSource } = ohif;
  if (!dataSource.store?.dicom) {
    throw new SessionError('This data source cannot store. Use Download and send the file to the archive.');
  }
  try {
    await dataSource.store.dicom(dataset);
  } catch (error) {
    throw new SessionError(storeFailure(error));
  }
  await listSeriesAgain(ohif, dataset);
}

/** Lets OHIF read the new series' metadata from the archive, which makes it appear in the series list. */
async function listSeriesAgain({ dataSource }: Ohif, dataset: NaturalisedDataset): Promise<void> {
  // OHIF keeps each study's metadata under this name, although its own function forgets to say the first part.
  const forget = () => {
    dataSource.deleteStudyMetadataPromise?.(`${dataSource.getConfig?.()?.name}:${dataset.StudyInstanceUID}`);
    dataSource.deleteStudyMetadataPromise?.(dataset.StudyInstanceUID);
  };
  forget();
  try {
    await dataSource.retrieve?.series?.metadata({
      StudyInstanceUID: dataset.StudyInstanceUID,
      filters: { seriesInstanceUID: [dataset.SeriesInstanceUID] },
      madeInClient: true,
    });
  } catch {
    throw new SessionError(
      'The archive took the masks, but did not list them when asked. Reload the study to see whether they are there.',
    );
  } finally {
    forget();
  }
}

/** Says in words why a store failed: by the HTTP status, or by its absence. */
export function storeFailure(error: unknown): string {
  const status = (error as { request?: { status?: number } } | undefined)?.request?.status;
  const kept = 'The masks are kept: try again, or use Download.';
  if (!status) return `The archive cannot be reached. Check the connection. ${kept}`;
  if (status === 401 || status === 403) {
    return `The archive refused the masks (${status}): you may not store there. Ask its administrator. ${kept}`;
  }
  if (status === 409) {
    return `The archive refused the masks (409): it does not accept this object. Its log says why. ${kept}`;
  }
  if (status === 413 || status === 507) {
    return `The archive is full, or the object is too large for it (${status}). Free some space there. ${kept}`;
  }
  if (status >= 500) return `The archive failed (${status}). Try again later; its log says why. ${kept}`;
  return `The archive refused the masks (${status}). Its log says why. ${kept}`;
}
