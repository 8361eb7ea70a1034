import type { Ohif } from '../ohif/Ohif';
import { SessionError } from '../state/SessionError';

/** Whether the archive can be asked to reject what it holds. DICOMweb itself has no way to delete. */
export function canReject({ dataSource }: Ohif): boolean {
  return dataSource.reject?.series !== undefined;
}

/**
 * Has the archive reject a series, and checks that it lists the series no longer.
 *
 * @throws SessionError when the series is still there
 */
export async function rejectSeries(
  { dataSource }: Ohif,
  studyInstanceUID: string,
  seriesInstanceUID: string,
): Promise<void> {
  try {
    await dataSource.reject?.series?.(studyInstanceUID, seriesInstanceUID);
  } catch {
    throw new SessionError('The new masks are in the archive, but it refused to reject the earlier ones.');
  }
  const left = await dataSource.query?.series?.search?.(studyInstanceUID);
  if (left?.some(({ seriesInstanceUid }) => seriesInstanceUid === seriesInstanceUID)) {
    throw new SessionError(
      'The new masks are in the archive. It rejected the earlier ones, but still lists them.',
    );
  }
}
