import { textOf } from '../../../src/dicom/Attributes';
import { downloadFile } from '../adapters/downloadFile';
import { seriesName } from '../adapters/listSeries';
import { makeReport, type SeriesMasks } from '../adapters/makeObject';
import { errorText } from '../state/SessionError';
import type { SeriesInfo } from '../state/SessionState';
import type { Session } from './Session';
import { showMessage } from './SessionStore';
import { storeReport, type StoredSeries } from './storeSeries';
import { takenNumbers } from './takenNumbers';

const SUFFIX = ', volumes';
const MAX_DESCRIPTION = 64;

/**
 * Stores the report of the volumes of a series' masks, and says so where there can be none.
 *
 * @param stored what became of the masks
 * @returns whether the archive has a report
 */
export function storeReportOf(
  session: Session,
  series: SeriesInfo,
  masks: SeriesMasks,
  stored: StoredSeries,
): Promise<boolean> {
  return unlessUnknown(session, series, () =>
    storeReport(session.ohif, reportOf(session, masks), stored, session.store.getState().storeMode),
  );
}

/** The same as a file, beside that of the masks. */
export function saveReport(
  session: Session,
  series: SeriesInfo,
  masks: SeriesMasks,
  seg: ArrayBuffer,
  file: string,
): Promise<boolean> {
  return unlessUnknown(session, series, async () => {
    const { bytes } = await makeReport(session.ohif, reportOf(session, masks), seg);
    downloadFile(bytes, file, 'application/dicom');
  });
}

/** Masks are worth having without their report. */
async function unlessUnknown(
  { store }: Session,
  series: SeriesInfo,
  write: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const text = `The masks of ${seriesName(series)} have no report of volumes. ${errorText(error)}`;
    showMessage(store, { id: `report-${series.id}`, kind: 'warning', text });
    return false;
  }
}

/** The masks with a series for their report. */
function reportOf({ index, seriesNumbers }: Session, masks: SeriesMasks): SeriesMasks {
  const number = seriesNumbers.next(textOf(masks.source, 'StudyInstanceUID'), takenNumbers(index));
  const description = masks.series.description.slice(0, MAX_DESCRIPTION - SUFFIX.length) + SUFFIX;
  return { ...masks, series: { number, description } };
}
