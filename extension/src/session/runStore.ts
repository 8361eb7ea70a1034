import { downloadSeg } from '../adapters/downloadSeg';
import { generateSeg } from '../adapters/generateSeg';
import { imageIdsOf } from '../adapters/imageIdsOf';
import { seriesName } from '../adapters/listSeries';
import { misreadSeg, type SegFrames } from '../adapters/misreadSeg';
import { Pacer } from '../adapters/Pacer';
import { readImage } from '../adapters/readImage';
import { storeSeg } from '../adapters/storeSeg';
import type { NaturalisedDataset } from '../ohif/types';
import { drawnMasks, segmentationLabel } from './runPrediction';
import type { Session } from './Session';
import { errorText, SessionError } from '../state/SessionError';
import type { SeriesInfo } from '../state/SessionState';
import { clearMessages, showMessage, updateSeries } from './SessionStore';

/** SEG series are numbered from here, above the numbers that scanners give. */
const MIN_SERIES_NUMBER = 9000;

/** The series that have masks of the machine: one SEG is made of each. */
function storableSeries({ store, predicted }: Session): SeriesInfo[] {
  const present = new Set(predicted.displaySetUIDs);
  return store
    .getState()
    .series.filter((series) => present.has(series.displaySetUID) && series.predicted > 0 && series.enabled);
}

/** Stores one SEG for each series with masks. A series that fails does not keep the others from being stored. */
export function runStore(session: Session): Promise<void> {
  return forEachSeg(session, 'Storing', async (dataset) => {
    await storeSeg(session.ohif, dataset);
  });
}

/** Saves one SEG file for each series with masks. */
export function runDownload(session: Session): Promise<void> {
  return forEachSeg(session, 'Saving', async (dataset, series) => {
    await downloadSeg(session.ohif, dataset, `few-shot-series-${series.number || '0'}.dcm`);
  });
}

async function forEachSeg(
  session: Session,
  what: 'Storing' | 'Saving',
  handle: (dataset: NaturalisedDataset, series: SeriesInfo) => Promise<void>,
): Promise<void> {
  const { store } = session;
  if (store.getState().storing) return;
  // The newest strokes belong into what is stored.
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
  clearMessages(store, 'store', ...all.map(({ displaySetUID }) => `store-${displaySetUID}`));
  store.setState({ storing: true });
  let succeeded = 0;
  const empty: string[] = [];
  try {
    for (const series of all) {
      const uid = series.displaySetUID;
      if (what === 'Storing') updateSeries(store, uid, { stored: 'storing' });
      try {
        const dataset = await makeDataset(session, series);
        if (!dataset) {
          empty.push(seriesName(series));
          updateSeries(store, uid, { stored: 'empty' });
          continue;
        }
        await handle(dataset, series);
        succeeded++;
        const misread = misreadSeg(dataset as SegFrames);
        if (misread) {
          showMessage(store, {
            id: `store-${uid}`,
            kind: 'warning',
            text: `${misread} The object of ${seriesName(series)} itself is right, and other software shows it so.`,
          });
        }
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
    sentences.push(`${count} in the archive, as DICOM SEG.`);
  }
  if (empty.length > 0)
    sentences.push(`All masks of ${empty.join(' and ')} are empty: nothing was made of them.`);
  if (sentences.length > 0) {
    const kind = succeeded > 0 ? 'info' : 'warning';
    showMessage(store, { id: 'store', kind, text: sentences.join(' ') });
  }
}

/** The SEG of a series; undefined when all of its masks are empty. */
async function makeDataset(session: Session, series: SeriesInfo): Promise<NaturalisedDataset | undefined> {
  const { ohif, predicted } = session;
  const uid = series.displaySetUID;
  const displaySet = ohif.services.displaySetService.getDisplaySetByUID(uid);
  const segmentationId = predicted.segmentationIdOf(uid);
  if (!displaySet || !segmentationId)
    throw new SessionError('Its masks were deleted. Press Predict to make them anew.');
  const imageIds = imageIdsOf(ohif, displaySet);
  // The reader may have changed drawn masks since the prediction.
  await predicted.write(uid, drawnMasks(session, imageIds));
  predicted.refresh(uid);
  await loadAll(session, series, imageIds);
  const used = [...predicted.read(uid).values()].some((mask) => mask.some((value) => value > 0));
  if (!used) return undefined;
  return generateSeg(ohif, segmentationId, predicted.segmentsOf(uid), {
    seriesDescription: segmentationLabel(series),
    seriesNumber: freeSeriesNumber(session),
  });
}

/** OHIF makes the SEG from the images in its cache, so all of them must be there, and of one size. */
async function loadAll({ ohif }: Session, series: SeriesInfo, imageIds: readonly string[]): Promise<void> {
  const pacer = new Pacer();
  const sizes = new Set<string>();
  for (const imageId of imageIds) {
    const cached = ohif.cornerstone.cache.getImage(imageId);
    const { rows, columns } = cached ?? (await readImage(ohif, series, imageId));
    sizes.add(`${rows} x ${columns}`);
    await pacer.pause();
  }
  if (sizes.size > 1) {
    throw new SessionError(
      `Its images differ in size (${[...sizes].join(', ')}); a DICOM SEG needs one size. Untick the series to store the others.`,
    );
  }
}

function freeSeriesNumber({ ohif }: Session): number {
  const taken = ohif.services.displaySetService
    .getActiveDisplaySets()
    .map(({ SeriesNumber }) => Number(SeriesNumber))
    .filter(Number.isFinite);
  return Math.max(MIN_SERIES_NUMBER, ...taken) + 1;
}
