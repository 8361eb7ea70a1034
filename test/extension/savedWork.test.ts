import { IDBObjectStore } from 'fake-indexeddb';
import { openDB } from 'idb';
import { forgetStudy } from '../../extension/src/commands/forgetStudy';
import { predict } from '../../extension/src/commands/predict';
import { setExampleIncluded } from '../../extension/src/commands/setExampleIncluded';
import { setFormat } from '../../extension/src/commands/setFormat';
import { setReport } from '../../extension/src/commands/setReport';
import { setStoreMode } from '../../extension/src/commands/setStoreMode';
import { setPreset } from '../../extension/src/commands/setPreset';
import { train } from '../../extension/src/commands/train';
import type { Session } from '../../extension/src/session/Session';
import { DATABASE_NAME } from '../../src/storage/FewShotDatabase';
import type { EngineClient } from '../../src/worker/EngineClient';
import { EngineError } from '../../src/worker/EngineError';
import type { TrainingCheckpoint } from '../../src/worker/protocol';
import { FakeEngine } from './support/FakeEngine';
import { FakeViewer } from './support/FakeViewer';
import { opened, openSession, texts, useSessions } from './support/opened';

useSessions();
afterEach(() => jest.restoreAllMocks());

/** The same study in a new page: the series are there, the segmentations are gone. */
async function reopened() {
  const viewer = new FakeViewer();
  const axial = viewer.addSeries('axial', 6);
  viewer.addSeries('coronal', 3);
  viewer.showSeries('viewport', 'axial');
  const engine = new FakeEngine();
  const session = openSession(viewer, engine as unknown as EngineClient);
  await session.scanner.scan();
  return { viewer, axial, engine, session };
}

/** Closes the page after a moment; `dispose` is not called in a crash. */
async function crash({ saved }: Session): Promise<void> {
  await saved.flush();
}

const restoredSlices = ({ viewer, axial }: { viewer: FakeViewer; axial: string[] }) =>
  axial.map((imageId) => [
    ...(viewer.images.get(`restored-few-shot-axial:${imageId}`)?.voxelManager.getScalarData() ?? []),
  ]);
const training = { stage: 'segmenter', step: 3, plan: {}, parts: {} } as unknown as TrainingCheckpoint;

test('everything is there again after a crash: masks, statuses, choices, results and the model', async () => {
  const { session, keys, drawn } = opened();
  await session.scanner.scan();
  await session.scanner.markNothing(keys[5], true);
  setExampleIncluded(session, { key: keys[4], included: false });
  drawn[2].fill(1, 3, 12);
  await session.scanner.scan();
  session.scanner.setSeriesEnabled('series-coronal', false);
  setPreset(session, { preset: 'balanced' });
  setFormat(session, { format: 'labelmap' });
  setStoreMode(session, { mode: 'separate' });
  setReport(session, { report: true });
  await train(session, {});
  session.review.dispatch({ type: 'statusSet', keys: [keys[0]], status: 'accepted' });
  session.review.dispatch({ type: 'statusSet', keys: [keys[3]], status: 'rejected' });
  await session.predicted.render('series-axial');
  await crash(session);
  const before = session.store.getState();

  const again = await reopened();
  expect(again.session.review.state).toEqual(session.review.state);
  expect(texts(again.session)).toEqual([]);
  const after = again.session.store.getState();
  expect(after).toMatchObject({
    preset: 'balanced',
    format: 'labelmap',
    storeMode: 'separate',
    report: true,
    examples: before.examples,
    segments: before.segments,
    series: before.series,
    prediction: before.prediction,
    restored: { images: 6, model: true },
  });
  expect(after.model).toEqual(before.model);
  expect(restoredSlices(again).map((values) => values.filter(Boolean).length)).toEqual([0, 6, 9, 0, 7, 0]);
  expect(again.session.predicted.read('series-axial')).toEqual(session.predicted.read('series-axial'));

  // The masks are as editable as they were, and the model predicts at once.
  await predict(again.session, {});
  expect(again.engine.loaded).toHaveLength(1);
  expect(again.session.review.state.records[keys[0]]).toMatchObject({ status: 'accepted', locked: true });
  const slice = again.viewer.images.get(`restored-few-shot-axial:${again.axial[1]}`);
  (slice?.voxelManager.getScalarData() as Uint8Array)[15] = 1;
  await again.session.scanner.scan();
  await crash(again.session);
  const third = await reopened();
  expect(third.session.review.state).toEqual(again.session.review.state);
  expect(restoredSlices(third)[1].filter(Boolean)).toHaveLength(7);
});

test('what was corrected in the results stays corrected, and can be drawn on further', async () => {
  const { session, keys, viewer, axial } = opened();
  await train(session, {});
  const resultOf = (shown: FakeViewer) =>
    shown.images.get(`few-shot-axial:${axial[2]}`)?.voxelManager.getScalarData() as Uint8Array;
  resultOf(viewer)[15] = 1;
  await session.scanner.scan();
  expect(session.review.state.records[keys[2]].status).toBe('corrected');
  await crash(session);
  const again = await reopened();
  expect(again.session.review.state).toEqual(session.review.state);
  expect([...resultOf(again.viewer)]).toEqual([...resultOf(viewer)]);
  resultOf(again.viewer)[14] = 1;
  await again.session.scanner.scan();
  // A stroke in the restored labelmap corrects the result, too, and does not replace it.
  const slice = again.viewer.images.get(`restored-few-shot-axial:${again.axial[2]}`);
  (slice?.voxelManager.getScalarData() as Uint8Array)[13] = 1;
  await again.session.scanner.scan();
  const { mask, status, proposal } = again.session.review.state.records[keys[2]];
  expect([status, mask.runs]).toEqual(['corrected', [1, 7, 0, 6, 1, 3]]);
  expect(proposal).toEqual(session.review.state.records[keys[2]].proposal);
});

test('only what changed is written', async () => {
  const { session, keys, drawn } = opened();
  await train(session, {});
  await crash(session);
  const put = jest.spyOn(IDBObjectStore.prototype, 'put');
  drawn[1][15] = 1;
  await session.scanner.scan();
  await session.saved.flush();
  expect(put.mock.calls.map(([, key]) => key)).toEqual(['study', ['study', keys[1]]]);
});

test('an interrupted training continues with the same examples, and starts anew with others', async () => {
  const { session, engine, drawn } = opened();
  engine.checkpoint = training;
  engine.failTraining = new EngineError('worker-lost', 'gone');
  await train(session, {});
  expect(session.store.getState().interrupted).toBeDefined();
  await crash(session);
  const again = await reopened();
  expect(again.session.store.getState().interrupted).toBeDefined();
  await train(again.session, { resume: true });
  expect(again.engine.requests[0].resume).toEqual(training);
  expect(again.session.store.getState().interrupted).toBeUndefined();

  drawn[1][15] = 1;
  engine.failTraining = undefined;
  engine.checkpoint = undefined;
  await train(session, { resume: true });
  expect(engine.requests[1].resume).toBeUndefined();
  expect(texts(session)).toEqual([expect.stringMatching(/changed since the training was interrupted/)]);
});

test('a full storage is explained, and the drawing is saved as soon as there is space', async () => {
  const { session, drawn } = opened();
  const put = jest.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no space', 'QuotaExceededError');
  });
  await session.scanner.scan();
  await session.saved.flush();
  expect(texts(session)).toEqual([expect.stringMatching(/storage is full: the latest masks are not saved/)]);
  expect(session.store.getState().saving.phase).toBe('off');
  put.mockRestore();
  drawn[1][15] = 1;
  await session.scanner.scan();
  await session.saved.flush();
  expect(texts(session)).toEqual([]);
  const again = await reopened();
  expect(again.session.review.state).toEqual(session.review.state);
});

test('a model that does not fit does not keep the masks from being saved', async () => {
  const { session } = opened();
  const { put } = IDBObjectStore.prototype;
  jest.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
    if (this.name !== 'models') return put.apply(this, args);
    throw new DOMException('no space', 'QuotaExceededError');
  });
  await train(session, {});
  await session.saved.flush();
  expect(texts(session)).toEqual([expect.stringMatching(/masks are saved, but the model is not/)]);
  const again = await reopened();
  expect(again.session.review.state).toEqual(session.review.state);
  expect(again.session.store.getState().model).toBeUndefined();
});

test('damaged records are counted, kept, and keep nothing else from coming back', async () => {
  const { session, keys } = opened();
  await session.scanner.scan();
  await crash(session);
  const database = await openDB(DATABASE_NAME);
  await database.put('records', { version: 1, key: keys[1] }, ['study', keys[1]]);
  await database.put('records', { version: 9 }, ['study', keys[2]]);
  await database.put('models', new Blob([new ArrayBuffer(9)]), 'study');
  const again = await reopened();
  expect(texts(again.session)).toEqual([
    expect.stringMatching(/one image were saved by a later release/),
    expect.stringMatching(/one image are damaged/),
    expect.stringMatching(/saved model cannot be used/),
  ]);
  expect(Object.keys(again.session.review.state.records)).toEqual([keys[4]]);
  await crash(again.session);
  expect(await database.get('records', ['study', keys[1]])).toEqual({ version: 1, key: keys[1] });
  database.close();
});

test('a study that is forgotten leaves nothing behind, and new drawings are saved again', async () => {
  const { session, viewer, axial } = opened();
  await train(session, {});
  await crash(session);
  await forgetStudy(session, {});
  expect(session.store.getState()).toMatchObject({ examples: [], segments: [], model: undefined });
  expect(viewer.segmentations.size).toBe(0);
  const database = await openDB(DATABASE_NAME);
  for (const store of database.objectStoreNames) expect(await database.count(store)).toBe(0);
  database.close();
  viewer.addSegmentation('new', axial, { 1: { label: 'Liver' } })[3].fill(1);
  await session.scanner.scan();
  await crash(session);
  const again = await reopened();
  expect(again.session.store.getState().segments.map(({ name }) => name)).toEqual(['Liver']);
});

describe('two tabs with one study', () => {
  /** The browser's locks, exclusive ones only. */
  class Locks {
    private last: Promise<unknown> = Promise.resolve();
    request(_: string, { signal }: { signal: AbortSignal }, use: () => Promise<void>): Promise<unknown> {
      const before = this.last;
      this.last = before.then(() => (signal.aborted ? undefined : use()));
      return this.last;
    }
  }
  beforeEach(() => void Object.assign(globalThis, { navigator: { locks: new Locks() } }));
  afterEach(() => void Object.assign(globalThis, { navigator: undefined }));

  test('the second one is told, saves nothing, and takes over with the masks of both', async () => {
    const first = opened();
    await first.session.scanner.scan();
    const second = await reopened();
    expect(texts(second.session)).toEqual([expect.stringMatching(/open in another tab, which saves it/)]);
    const other = second.viewer.addSegmentation('other', second.axial, { 1: { label: 'Tumour' } });
    other[1].fill(1, 4, 8);
    other[2].fill(1, 0, 3);
    await second.session.scanner.scan();
    await second.session.saved.flush();
    await first.session.scanner.markNothing(first.keys[5], true);
    first.session.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await second.session.scanner.scan();
    expect(texts(second.session)).toEqual([expect.stringMatching(/saves now, with the masks of both/)]);
    await second.session.saved.flush();
    const { records, segments } = second.session.review.state;
    expect(segments.map(({ name }) => name)).toEqual(['Tumour', 'Ventricle']);
    // Drawn in both tabs: the mask of this tab lies on top.
    expect(records[first.keys[1]].mask.runs).toEqual([2, 4, 1, 4, 0, 8]);
    expect(Object.keys(records).sort()).toEqual([1, 2, 4, 5].map((i) => first.keys[i]));
    second.session.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const third = await reopened();
    expect(third.session.review.state).toEqual(second.session.review.state);
  });
});
