import type { Image, Vector3 } from '../../../src/data/Image';
import { EngineError } from '../../../src/worker/EngineError';
import type { PredictRequest } from '../../../src/worker/protocol';
import { imageIdsOf } from '../adapters/imageIdsOf';
import { seriesName } from '../adapters/listSeries';
import { readGeometry } from '../adapters/readGeometry';
import { readImage } from '../adapters/readImage';
import { sampleIntensities } from '../adapters/sampleIntensities';
import { cleanSeries } from './cleanSeries';
import { maskCentre } from './ExampleScanner';
import { distancesToDrawn, orderByDistance } from './orderByDistance';
import { prepareInterpolation } from './prepareInterpolation';
import type { Session } from './Session';
import { errorText, SessionError } from '../state/SessionError';
import type { ExampleKind, SegmentInfo, SeriesInfo } from '../state/SessionState';
import { clearMessages, showMessage, updateSeries } from './SessionStore';

/** Images that go to the engine together. */
const BATCH = 4;
/** The viewports are refreshed at least this often while masks arrive, ms. */
const REFRESH_MS = 400;

/**
 * Predicts masks on every image of the ticked series, nearest to the drawn ones first, into the machine's own
 * segmentations. On an included example the segmentation gets the reader's mask, so that it is complete.
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
    if (todo.length === 0)
      throw new SessionError('No series is ticked. Tick the series that should get masks.');
    store.setState({ prediction: { running: true, done: 0, total } });
    for (const { displaySetUID } of todo) {
      updateSeries(store, displaySetUID, { stage: 'waiting', predicted: 0, stored: 'no' });
    }
    await useModel(session, run.signal);
    for (const series of todo) {
      if (run.signal.aborted) break;
      await predictSeries(session, series, run.signal);
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
      const open = ['waiting', 'predicting', 'cleaning'];
      store.setState(({ prediction, series }) => ({
        prediction: { ...prediction, running: false },
        series: series.map((entry) => (open.includes(entry.stage) ? { ...entry, stage: 'stopped' } : entry)),
      }));
      // Strokes of the reader during the run were taken for the machine's own writing.
      session.scanner.schedule();
    }
  }
}

/** A fresh Worker knows no model; the last good one is given to it. */
async function useModel(session: Session, signal: AbortSignal): Promise<void> {
  const { model } = session.store.getState();
  const backend = await session.engine.start();
  // Stopped meanwhile, perhaps by a change of the backend or because the reader left.
  if (signal.aborted) return;
  session.store.setState({ backend });
  if (model && session.loadedModel !== model.bytes) {
    await session.engine.load(model);
    session.loadedModel = model.bytes;
  }
}

/** Series that carry examples come first; among the rest those in the same patient space. */
function orderSeries({ store }: Session): SeriesInfo[] {
  const { series, examples } = store.getState();
  const drawn = new Set(examples.map(({ displaySetUID }) => displaySetUID));
  const frames = new Set(series.filter((s) => drawn.has(s.displaySetUID)).map((s) => s.frameOfReferenceUID));
  const rank = (entry: SeriesInfo) =>
    drawn.has(entry.displaySetUID) ? 0 : frames.has(entry.frameOfReferenceUID) ? 1 : 2;
  return series.filter(({ enabled, problem }) => enabled && problem === '').sort((a, b) => rank(a) - rank(b));
}

async function predictSeries(session: Session, series: SeriesInfo, signal: AbortSignal): Promise<void> {
  const { ohif, store, predicted } = session;
  const uid = series.displaySetUID;
  const displaySet = ohif.services.displaySetService.getDisplaySetByUID(uid);
  if (!displaySet) return;
  const imageIds = imageIdsOf(ohif, displaySet);
  try {
    updateSeries(store, uid, { stage: 'predicting' });
    const intensities = await sampleIntensities(ohif, series, imageIds);
    if (signal.aborted) return;
    await predicted.prepare(displaySet, segmentationLabel(series), modelSegments(session));
    await predicted.show();
    const drawn = drawnMasks(session, imageIds);
    predicted.refreshVisible(uid, await predicted.write(uid, drawn));
    countDone(session, uid, drawn.size);
    const placed = imageIds.map((imageId) => ({ imageId, geometry: readGeometry(ohif, imageId) }));
    const order = orderByDistance(
      distancesToDrawn(placed, drawnCentres(session, series), new Set(drawn.keys())),
    )
      .map((index) => imageIds[index])
      .filter((imageId) => !drawn.has(imageId));
    const interpolation = await prepareInterpolation(session, series, placed, drawn, signal);
    if (signal.aborted) return;
    const about = { intensities, interpolation };
    await predictImages(session, series, order, about, signal);
    if (signal.aborted) return;
    updateSeries(store, uid, { stage: 'cleaning' });
    await cleanSeries(session, series, placed, drawn);
    if (!signal.aborted) updateSeries(store, uid, { stage: 'done' });
  } catch (error) {
    updateSeries(store, uid, { stage: 'failed' });
    // What is wrong with one series does not keep the others from their masks.
    const text = seriesFailure(series, error);
    if (text === undefined) throw error;
    showMessage(store, { id: `series-${uid}`, kind: 'error', text });
  }
}

/** What is wrong with a series, for the reader; undefined when the whole run cannot go on. */
function seriesFailure(series: SeriesInfo, error: unknown): string | undefined {
  if (error instanceof SessionError) return error.message;
  const own = error instanceof EngineError && (error.code === 'bad-input' || error.code === 'internal');
  return own ? `The masks of ${seriesName(series)} could not be finished. ${error.message}` : undefined;
}

/** Predicts in batches; the next batch is read while the engine works on the present one. */
async function predictImages(
  session: Session,
  series: SeriesInfo,
  imageIds: readonly string[],
  about: Omit<PredictRequest, 'images'>,
  signal: AbortSignal,
): Promise<void> {
  const { ohif, engine, predicted } = session;
  const uid = series.displaySetUID;
  const read = async (from: number): Promise<Image[]> => {
    const images: Image[] = [];
    for (const imageId of imageIds.slice(from, from + BATCH))
      images.push(await readImage(ohif, series, imageId));
    return images;
  };
  const unseen: string[] = [];
  let refreshed = performance.now();
  let next = read(0);
  for (let at = 0; at < imageIds.length && !signal.aborted; at += BATCH) {
    const images = await next;
    next = read(at + BATCH);
    // A failure to read ahead is thrown when its turn comes, not as an unhandled rejection before.
    next.catch(() => undefined);
    const masks = await engine.predict({ images, ...about });
    if (signal.aborted) break;
    const written = new Map(masks.map(({ imageId, labelmap }) => [imageId, labelmap]));
    unseen.push(...(await predicted.write(uid, written)));
    countDone(session, uid, images.length);
    if (performance.now() - refreshed > REFRESH_MS || at === 0) {
      predicted.refreshVisible(uid, unseen.splice(0));
      refreshed = performance.now();
    }
  }
  predicted.refresh(uid);
}

function countDone({ store }: Session, displaySetUID: string, images: number): void {
  store.setState(({ prediction, series }) => ({
    prediction: { ...prediction, done: prediction.done + images },
    series: series.map((entry) =>
      entry.displaySetUID === displaySetUID ? { ...entry, predicted: entry.predicted + images } : entry,
    ),
  }));
}

/** The reader's masks on the included examples of a series: they stand in the machine's segmentation too. */
export function drawnMasks(
  { ohif, scanner, store }: Session,
  imageIds: readonly string[],
): Map<string, Uint8Array> {
  const { examples, model } = store.getState();
  // A segment drawn after training has no place in the model's segmentation yet.
  const known = new Set(model?.summary.segments.map(({ index }) => index));
  const included = new Map(examples.filter((example) => example.included).map((e) => [e.imageId, e]));
  const masks = new Map<string, Uint8Array>();
  for (const imageId of imageIds) {
    const example = included.get(imageId);
    if (!example) continue;
    const labelmap = scanner.masks.get(imageId)?.labelmap ?? emptyMask(ohif, imageId, example.kind);
    if (labelmap)
      masks.set(
        imageId,
        labelmap.map((index) => (known.has(index) ? index : 0)),
      );
  }
  return masks;
}

/** An image marked "nothing here" has an empty mask of its size; undefined for others, and before it was ever read. */
function emptyMask(ohif: Session['ohif'], imageId: string, kind: ExampleKind): Uint8Array | undefined {
  const image = kind === 'nothing' ? ohif.cornerstone.cache.getImage(imageId) : undefined;
  return image && new Uint8Array(image.rows * image.columns);
}

/** Centres of the included masks that lie in the same patient space as a series. */
function drawnCentres({ ohif, scanner, store }: Session, { frameOfReferenceUID }: SeriesInfo): Vector3[] {
  const { examples, series } = store.getState();
  const frameOf = new Map(series.map((entry) => [entry.displaySetUID, entry.frameOfReferenceUID]));
  return examples.flatMap(({ imageId, displaySetUID, included }) => {
    const mask = scanner.masks.get(imageId);
    if (!included || !mask || !frameOfReferenceUID || frameOf.get(displaySetUID) !== frameOfReferenceUID)
      return [];
    const centre = maskCentre(ohif, mask);
    return centre ? [centre] : [];
  });
}

/** The model's segments in the study's colours. */
function modelSegments({ store }: Session): SegmentInfo[] {
  const { model, segments } = store.getState();
  return (model?.summary.segments ?? []).map(({ index, name }) => ({
    index,
    name,
    colour: segments.find((segment) => segment.index === index)?.colour ?? [221, 84, 84],
  }));
}

/** Name of the machine's segmentation of a series, in the viewer and in the archive. */
export function segmentationLabel({ label, number }: Pick<SeriesInfo, 'label' | 'number'>): string {
  return `Few-shot: ${label || `series ${number}`}`.slice(0, 64);
}
