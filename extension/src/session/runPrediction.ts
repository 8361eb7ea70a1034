import type { Vector3 } from '../../../src/data/Image';
import { mapSegments } from '../../../src/data/mapSegments';
import { EngineError } from '../../../src/worker/EngineError';
import type { CleanedMask, SeriesInput, TrainedModel } from '../../../src/worker/protocol';
import { imageIdsOf } from '../adapters/imageIdsOf';
import { seriesName } from '../adapters/listSeries';
import { readGeometry } from '../adapters/readGeometry';
import { readImage } from '../adapters/readImage';
import { sampleImages } from '../adapters/sampleImages';
import type { Ohif } from '../ohif/Ohif';
import { describeSeries } from './describeSeries';
import { maskCentre } from './ExampleScanner';
import { distancesToDrawn, orderByDistance } from './orderByDistance';
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
    const backend = await session.engine.start();
    // Stopped meanwhile, perhaps by a change of the backend or because the reader left.
    if (!run.signal.aborted) store.setState({ backend });
    for (const series of todo) {
      if (run.signal.aborted) break;
      await predictSeries(session, series, model, run.signal);
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

/** Series that carry examples come first; among the rest those in the same patient space. */
function orderSeries({ store }: Session): SeriesInfo[] {
  const { series, examples } = store.getState();
  const drawn = new Set(examples.map(({ displaySetUID }) => displaySetUID));
  const frames = new Set(series.filter((s) => drawn.has(s.displaySetUID)).map((s) => s.frameOfReferenceUID));
  const rank = (entry: SeriesInfo) =>
    drawn.has(entry.displaySetUID) ? 0 : frames.has(entry.frameOfReferenceUID) ? 1 : 2;
  return series.filter(({ enabled, problem }) => enabled && problem === '').sort((a, b) => rank(a) - rank(b));
}

async function predictSeries(
  session: Session,
  series: SeriesInfo,
  model: TrainedModel,
  signal: AbortSignal,
): Promise<void> {
  const { ohif, store, predicted } = session;
  const uid = series.displaySetUID;
  const displaySet = ohif.services.displaySetService.getDisplaySetByUID(uid);
  if (!displaySet) return;
  const imageIds = imageIdsOf(ohif, displaySet);
  try {
    updateSeries(store, uid, { stage: 'predicting' });
    const sample = await sampleImages(ohif, series, imageIds);
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
    const about = await describeSeries(session, series, placed, drawn);
    if (signal.aborted) return;
    await predictImages(session, series, model, order, { sample, ...about }, signal);
    if (signal.aborted) return;
    warnOfSizes(session, series);
    updateSeries(store, uid, { stage: 'done' });
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

/** Writes masks as they are predicted, and again after the clean-up. */
async function predictImages(
  session: Session,
  series: SeriesInfo,
  model: TrainedModel,
  imageIds: readonly string[],
  input: SeriesInput,
  signal: AbortSignal,
): Promise<void> {
  const { ohif, engine, predicted, store, confidences } = session;
  const uid = series.displaySetUID;
  const unseen: string[] = [];
  let left = imageIds.length;
  let refreshed = -Infinity;
  const images = readImages(ohif, series, imageIds);
  for await (const event of engine.predictSeries(model, input, images, { batch: BATCH, signal })) {
    if (event.stage === 'cleaned') {
      if ((await predicted.write(uid, labelmapsOf(event.masks))).length > 0) predicted.refresh(uid);
      break;
    }
    const { predictions } = event;
    for (const { imageId, confidence } of predictions) confidences.set(imageId, confidence);
    unseen.push(...(await predicted.write(uid, labelmapsOf(predictions))));
    countDone(session, uid, predictions.length);
    if (performance.now() - refreshed > REFRESH_MS) {
      predicted.refreshVisible(uid, unseen.splice(0));
      refreshed = performance.now();
    }
    left -= predictions.length;
    if (left > 0) continue;
    predicted.refresh(uid);
    updateSeries(store, uid, { stage: 'cleaning' });
  }
  if (left > 0) predicted.refresh(uid);
}

async function* readImages(ohif: Ohif, series: SeriesInfo, imageIds: readonly string[]) {
  for (const imageId of imageIds) yield await readImage(ohif, series, imageId);
}

function labelmapsOf(masks: readonly CleanedMask[]): Map<string, Uint8Array> {
  return new Map(masks.map(({ imageId, labelmap }) => [imageId, labelmap]));
}

/** Images of different sizes form no volume. */
function warnOfSizes({ predicted, store }: Session, series: SeriesInfo): void {
  const uid = series.displaySetUID;
  const grids = [...predicted.grids(uid).values()];
  const sizes = [...new Set(grids.map(({ rows, columns }) => `${rows} x ${columns}`))];
  if (sizes.length < 2) return;
  showMessage(store, {
    id: `series-${uid}`,
    kind: 'warning',
    text: `The images of ${seriesName(series)} differ in size (${sizes.join(', ')}). Those of each size were checked in 3-D by themselves; they cannot be stored as one object.`,
  });
}

function countDone({ store }: Session, displaySetUID: string, images: number): void {
  store.setState(({ prediction, series }) => ({
    prediction: { ...prediction, done: prediction.done + images },
    series: series.map((entry) =>
      entry.displaySetUID === displaySetUID ? { ...entry, predicted: entry.predicted + images } : entry,
    ),
  }));
}

/** The reader's masks on the included examples of a series, in the model's labelmap values: they stand in the machine's segmentation too. */
export function drawnMasks(
  { ohif, scanner, store }: Session,
  imageIds: readonly string[],
): Map<string, Uint8Array> {
  const { examples, model, segments } = store.getState();
  // A segment drawn after training has no place in the model's segmentation yet.
  const values = mapSegments(segments, model?.summary.segments ?? []);
  const included = new Map(examples.filter((example) => example.included).map((e) => [e.imageId, e]));
  const masks = new Map<string, Uint8Array>();
  for (const imageId of imageIds) {
    const example = included.get(imageId);
    if (!example) continue;
    const labelmap = scanner.masks.get(imageId)?.labelmap ?? emptyMask(ohif, imageId, example.kind);
    if (labelmap)
      masks.set(
        imageId,
        labelmap.map((index) => values[index]),
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
  const learnt = model?.summary.segments ?? [];
  const values = mapSegments(segments, learnt);
  return learnt.map(({ index, name }) => ({
    index,
    name,
    colour: segments.find((segment) => values[segment.index] === index)?.colour ?? [221, 84, 84],
  }));
}

/** Name of the machine's segmentation of a series, in the viewer and in the archive. */
export function segmentationLabel({ label, number }: Pick<SeriesInfo, 'label' | 'number'>): string {
  return `Few-shot: ${label || `series ${number}`}`.slice(0, 64);
}
