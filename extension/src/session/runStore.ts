import type { WrittenSeg } from '../../../src/dicom/writeSeg';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import { shownOrigin } from '../../../src/review/shownOrigin';
import { downloadFile } from '../adapters/downloadFile';
import { seriesName } from '../adapters/listSeries';
import type { SeriesMasks } from '../adapters/makeObject';
import { makeFile } from '../adapters/makeObject';
import { misreadSeg } from '../adapters/misreadSeg';
import { readSegImages } from '../adapters/readSegImages';
import { saveReport, storeReportOf } from './reportVolumes';
import { addProbabilities } from './addProbabilities';
import { segmentationLabel } from './segmentationLabel';
import { takenNumbers } from './takenNumbers';
import { storeSeries } from './storeSeries';
import type { Session } from './Session';
import { MASK_FORMATS } from '../state/MaskFormat';
import { errorText, SessionError } from '../state/SessionError';
import type { SeriesInfo } from '../state/SessionState';
import { clearMessages, showMessage, updateSeries } from './SessionStore';

/** The series with predicted masks; each becomes one object. */
function storableSeries({ store, predicted }: Session): SeriesInfo[] {
  const present = new Set(predicted.seriesIds);
  return store
    .getState()
    .series.filter((series) => present.has(series.id) && series.predicted > 0 && series.enabled);
}

/**
 * Stores one object for each series with masks, in the chosen format. A series that fails does not prevent
 * the others from being stored.
 */
export async function runStore(session: Session): Promise<void> {
  const { format, storeMode, report } = session.store.getState();
  if (format === 'nifti') {
    const text = 'An archive holds DICOM objects, not NIfTI files: choose another format, or use Download.';
    showMessage(session.store, { id: 'store', kind: 'warning', text });
    return;
  }
  await forEachSeries(session, 'Storing', async (masks, series) => {
    if (format === 'fractional') await addProbabilities(session, series, masks);
    const stored = await storeSeries(session.ohif, masks, format, storeMode);
    const { object, holds } = stored;
    if (object && 'numberOfFrames' in object) warnOfMisreading(session, series, object);
    const isReported = report && MASK_FORMATS[format].reportable;
    return {
      isNew: object !== undefined,
      note: holds,
      reported: isReported && (await storeReportOf(session, series, masks, stored)),
    };
  });
}

/** Saves one file for each series with masks, in the chosen format. */
export function runDownload(session: Session): Promise<void> {
  return forEachSeries(session, 'Saving', async (masks, series) => {
    const { format, report } = session.store.getState();
    if (format === 'fractional') await addProbabilities(session, series, masks);
    const { bytes, ending, mediaType } = await makeFile(session.ohif, masks, format);
    const name = `few-shot-series-${series.number || '0'}`;
    downloadFile(bytes, `${name}${ending}`, mediaType);
    const isReported = report && MASK_FORMATS[format].reportable;
    return {
      isNew: true,
      note: '',
      reported: isReported && (await saveReport(session, series, masks, bytes, `${name}-report.dcm`)),
    };
  });
}

/** Says so where this version of OHIF will show a stored SEG wrongly. */
function warnOfMisreading({ store }: Session, series: SeriesInfo, seg: WrittenSeg): void {
  const misread = misreadSeg({
    Rows: seg.rows,
    Columns: seg.columns,
    NumberOfFrames: seg.numberOfFrames,
    SegmentationType: seg.encoding.toUpperCase(),
  });
  if (!misread) return;
  showMessage(store, {
    id: `store-${series.id}`,
    kind: 'warning',
    text: `${misread} The object of ${seriesName(series)} is correct; other software displays it correctly.`,
  });
}

/** What became of the masks of one series. */
interface Handled {
  /** Whether anything was written. */
  isNew: boolean;
  /** What else the reader should know, as a clause. */
  note: string;
  /** Whether there is a report of the volumes. */
  reported: boolean;
}

async function forEachSeries(
  session: Session,
  what: 'Storing' | 'Saving',
  handle: (masks: SeriesMasks, series: SeriesInfo) => Promise<Handled>,
): Promise<void> {
  const { store } = session;
  if (store.getState().storing) return;
  // Includes the latest strokes in what is stored.
  await session.scanner.scan();
  if (store.getState().storing) return;
  const all = storableSeries(session);
  if (all.length === 0) {
    showMessage(store, {
      id: 'store',
      kind: 'warning',
      text: 'There are no predicted masks yet. Train first.',
    });
    return;
  }
  clearMessages(store, 'store', ...all.flatMap(({ id }) => [`store-${id}`, `report-${id}`]));
  store.setState({ storing: true });
  let succeeded = 0;
  let reports = 0;
  const empty: string[] = [];
  const notes: string[] = [];
  try {
    for (const series of all) {
      const uid = series.id;
      if (what === 'Storing') updateSeries(store, uid, { stored: 'storing' });
      try {
        const masks = await readSeriesMasks(session, series);
        if (!masks) {
          empty.push(seriesName(series));
          updateSeries(store, uid, { stored: 'empty' });
          continue;
        }
        const { isNew, note, reported } = await handle(masks, series);
        if (isNew) succeeded++;
        if (reported) reports++;
        if (note) notes.push(`Masks of ${seriesName(series)}: ${note}`);
        if (what === 'Storing') updateSeries(store, uid, { stored: 'stored' });
      } catch (error) {
        if (what === 'Storing') updateSeries(store, uid, { stored: 'failed' });
        showMessage(store, {
          id: `store-${uid}`,
          kind: 'error',
          text: `${what} the masks of ${seriesName(series)} failed. ${errorText(error)}`,
        });
      }
    }
  } finally {
    store.setState({ storing: false });
  }
  const sentences: string[] = [];
  if (succeeded > 0 && what === 'Storing') {
    const count = succeeded === 1 ? 'The masks of one series are' : `The masks of ${succeeded} series are`;
    sentences.push(`${count} in the archive, as ${MASK_FORMATS[store.getState().format].title}.`);
  }
  sentences.push(...notes);
  if (reports > 0 && what === 'Storing') {
    sentences.push(
      reports === 1 ? 'It has a report of the volumes.' : `It has ${reports} reports of volumes.`,
    );
  }
  if (empty.length > 0)
    sentences.push(`All masks of ${empty.join(' and ')} are empty, so nothing was written.`);
  if (sentences.length > 0) {
    const kind = succeeded > 0 || notes.length > 0 ? 'info' : 'warning';
    showMessage(store, { id: 'store', kind, text: sentences.join(' ') });
  }
}

/** The masks of a series; undefined when all of them are empty. */
async function readSeriesMasks(session: Session, series: SeriesInfo): Promise<SeriesMasks | undefined> {
  const { index, predicted, review, scanner, seriesNumbers } = session;
  const uid = series.id;
  const study = index.studyOf(uid);
  if (study === undefined || !predicted.segmentationIdOf(uid))
    throw new SessionError('Its masks were deleted. Press Predict to create them again.');
  // The reader may have changed drawn masks since the prediction.
  await predicted.render(uid);
  predicted.refresh(uid);
  const masks = predicted.read(uid);
  const keys = index.keysOf(uid);
  if (![...masks.values()].some((mask) => mask.some((value) => value > 0))) return undefined;
  const { images, source } = readSegImages(index, keys, (key) => {
    const record = review.state.records[key];
    return { labelmap: masks.get(key), origin: record ? shownOrigin(record) : 'predicted' };
  });
  const number = seriesNumbers.next(study, takenNumbers(index));
  return {
    images,
    source,
    segments: predicted
      .segmentsOf(uid)
      .map((segment) => ({ ...segment, colour: scanner.colourOf(segment.index) })),
    series: { number, description: segmentationLabel(series) },
    modelId: commonModel(keys.flatMap((key) => review.state.records[key] ?? [])),
  };
}

/**
 * Id of the model that predicted all of the masks; undefined if there are several models or it is unknown.
 */
function commonModel(records: readonly ReviewRecord[]): string | undefined {
  const ids = new Set(records.flatMap(({ modelId }) => modelId ?? []));
  return ids.size === 1 ? [...ids][0] : undefined;
}
