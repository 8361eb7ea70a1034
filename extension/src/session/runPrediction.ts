import type { Vector3 } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import { EngineError } from '../../../src/worker/EngineError';
import type { SeriesInput, TrainedModel } from '../../../src/worker/protocol';
import { seriesName } from '../adapters/listSeries';
import { Pacer } from '../adapters/Pacer';
import { placeImages } from '../adapters/placeImages';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import { yieldToMain } from '../adapters/yieldToMain';
import { errorText, SessionError } from '../state/SessionError';
import type { SeriesInfo } from '../state/SessionState';
import { describeSeries } from './describeSeries';
import { drawnMasks } from './drawnMasks';
import { includedRecords } from './includedRecords';
import { maskCentre } from './maskCentre';
import { modelSegments } from './modelSegments';
import { distancesToDrawn, orderByDistance } from './orderByDistance';
import { predictionRecorder } from './predictionRecorder';
import { segmentationLabel } from './segmentationLabel';
import type { Session } from './Session';
import { clearMessages, showMessage, updateSeries } from './SessionStore';
import { tickedSeries } from './tickedSeries';

/** Number of images sent to the engine at a time. */
const BATCH = 4;
/** Maximum time between refreshes of the viewports while masks arrive, ms. */
const REFRESH_MS = 400;

/**
 * Predicts masks on every image of the ticked series, nearest to the drawn ones first, and shows them in
 * separate segmentations. These also contain the reader's masks on included examples, so that they are
 * complete.
 */
export async function runPrediction(session: Session): Promise<void> {
  const { store } = session;
  const { model, training } = store.getState();
  if (!model) {
    showMessage(store, {
      id: 'training',
      kind: 'warning',
      text: 'There is no trained model yet. Press Train first.',
    });
    return;
  }
  if (training.phase !== 'idle') return;
  session.prediction?.abort();
  const run = new AbortController();
  session.prediction = run;
  clearMessages(store, 'prediction', 'engine');
  try {
    await session.scanner.scan();
    if (run.signal.aborted) return;
    const todo = orderSeries(session);
    const total = todo.reduce((sum, { images }) => sum + images, 0);
    if (todo.length === 0) throw new SessionError('No series is ticked. Tick the series to segment.');
    const round = store.getState().prediction.round + 1;
    store.setState({ prediction: { running: true, round, done: 0, total } });
    for (const { id } of todo) updateSeries(store, id, { stage: 'waiting', round: 0, stored: 'no' });
    session.scanner.project();
    const backend = await session.engine.start();
    // The run may have been stopped in the meantime, by a backend change or because the reader left.
    if (!run.signal.aborted) store.setState({ backend });
    for (const series of todo) {
      if (run.signal.aborted) break;
      await predictOneSeries(session, series, model, run.signal);
    }
  } catch (error) {
    const code = error instanceof EngineError ? error.code : undefined;
    if (code !== 'worker-lost' && code !== 'device-lost' && code !== 'cancelled') {
      showMessage(store, { id: 'prediction', kind: 'error', text: errorText(error) });
    }
    run.abort();
  } finally {
    if (session.prediction === run) {
      session.prediction = undefined;
      session.previews.end();
      const open = ['waiting', 'predicting', 'cleaning'];
      store.setState(({ prediction, series }) => ({
        prediction: { ...prediction, running: false },
        series: series.map((entry) => (open.includes(entry.stage) ? { ...entry, stage: 'stopped' } : entry)),
      }));
      // Events of the result segmentations trigger no scan during the run, but the reader may have drawn in
      // them.
      session.scanner.schedule();
    }
  }
}

/** Series with examples come first, then those in the same patient space. */
function orderSeries({ store }: Session): SeriesInfo[] {
  const { series, examples } = store.getState();
  const drawn = new Set(examples.map((example) => example.series));
  const frames = new Set(series.filter(({ id }) => drawn.has(id)).map((s) => s.frameOfReferenceUID));
  const rank = (entry: SeriesInfo) =>
    drawn.has(entry.id) ? 0 : frames.has(entry.frameOfReferenceUID) ? 1 : 2;
  return tickedSeries(series).sort((a, b) => rank(a) - rank(b));
}

async function predictOneSeries(
  session: Session,
  series: SeriesInfo,
  model: TrainedModel,
  signal: AbortSignal,
): Promise<void> {
  const { index, store, predicted, scanner } = session;
  const { id } = series;
  const keys = index.keysOf(id);
  if (keys.length === 0) return;
  try {
    updateSeries(store, id, { stage: 'predicting' });
    const sample = await sampleImages(index, series, keys);
    if (signal.aborted) return;
    await predicted.prepare(series, segmentationLabel(series), modelSegments(session, model));
    await predicted.show(id);
    await yieldToMain();
    updateSeries(store, id, { round: store.getState().prediction.round });
    scanner.project();
    const drawn = await drawnMasks(session, model, keys);
    predicted.refreshVisible(id, await predicted.render(id, new Set(drawn.keys())));
    const placed = await placeImages(index, keys);
    const order = orderByDistance(
      distancesToDrawn(placed, drawnCentres(session, series), new Set(drawn.keys())),
    )
      .map((place) => keys[place])
      .filter((key) => !drawn.has(key));
    const description = await describeSeries(session, series, placed, drawn);
    await yieldToMain();
    if (signal.aborted) return;
    await predictImages(session, series, model, order, { sample, ...description }, signal);
    if (signal.aborted) return;
    warnOfSizes(session, series);
    updateSeries(store, id, { stage: 'done' });
  } catch (error) {
    updateSeries(store, id, { stage: 'failed' });
    // A problem with one series does not affect the others.
    const text = seriesFailure(series, error);
    if (text === undefined) throw error;
    showMessage(store, { id: `series-${id}`, kind: 'error', text });
  }
}

/** The problem with a series, as text for the reader; undefined when the whole run must end. */
function seriesFailure(series: SeriesInfo, error: unknown): string | undefined {
  if (error instanceof SessionError) return error.message;
  const own = error instanceof EngineError && (error.code === 'bad-input' || error.code === 'internal');
  return own ? `The masks of ${seriesName(series)} could not be finished. ${error.message}` : undefined;
}

/** Adds masks to the review and shows them as they are predicted, and again after the clean-up. */
async function predictImages(
  session: Session,
  series: SeriesInfo,
  model: TrainedModel,
  keys: readonly ImageKey[],
  input: SeriesInput,
  signal: AbortSignal,
): Promise<void> {
  const { index, engine, predicted, store } = session;
  const { id } = series;
  const record = predictionRecorder(session, series, model, signal);
  const notRefreshed: ImageKey[] = [];
  let left = keys.length;
  let refreshed = -Infinity;
  const images = readImages(index, series, keys);
  for await (const event of engine.predictSeries(model, input, images, { batch: BATCH, signal })) {
    if (event.stage === 'cleaned') {
      if ((await predicted.render(id, await record(event.masks))).length > 0) predicted.refresh(id);
      break;
    }
    const { predictions } = event;
    notRefreshed.push(...(await predicted.render(id, await record(predictions))));
    if (performance.now() - refreshed > REFRESH_MS) {
      predicted.refreshVisible(id, notRefreshed.splice(0));
      refreshed = performance.now();
    }
    left -= predictions.length;
    if (left > 0) continue;
    predicted.refresh(id);
    updateSeries(store, id, { stage: 'cleaning' });
  }
  if (left > 0) predicted.refresh(id);
}

async function* readImages(index: ViewerIndex, series: SeriesInfo, keys: readonly ImageKey[]) {
  const pacer = new Pacer();
  for (const key of keys) {
    await pacer.pause();
    yield await readImage(index, series, key);
  }
}

/** Warns when images differ in size and therefore do not form a volume. */
function warnOfSizes({ predicted, store }: Session, series: SeriesInfo): void {
  const grids = [...predicted.grids(series.id).values()];
  const sizes = [...new Set(grids.map(({ rows, columns }) => `${rows} x ${columns}`))];
  if (sizes.length < 2) return;
  showMessage(store, {
    id: `series-${series.id}`,
    kind: 'warning',
    text: `The images of ${seriesName(series)} differ in size (${sizes.join(', ')}). Each size was cleaned up in 3-D separately; the series cannot be stored as one object.`,
  });
}

/** Centres (mm) of the newest included masks in the same patient space as a series. */
function drawnCentres(
  { index, review, store, rounds: { newest } }: Session,
  { frameOfReferenceUID }: SeriesInfo,
): Vector3[] {
  if (!frameOfReferenceUID) return [];
  return store
    .getState()
    .series.filter((series) => series.frameOfReferenceUID === frameOfReferenceUID)
    .flatMap(({ id }) => includedRecords(review.state, index.keysOf(id)))
    .filter(({ key }) => newest.size === 0 || newest.has(key))
    .flatMap((record) => {
      const centre = maskCentre(index, record);
      return centre ? [centre] : [];
    });
}
