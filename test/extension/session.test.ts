import { predict } from '../../extension/src/commands/predict';
import { setExampleIncluded } from '../../extension/src/commands/setExampleIncluded';
import { stop } from '../../extension/src/commands/stop';
import { store } from '../../extension/src/commands/store';
import { train } from '../../extension/src/commands/train';
import { EngineError } from '../../src/worker/EngineError';
import { backend } from './support/FakeEngine';
import { opened, texts, useSessions } from './support/opened';

useSessions();

test('draw, train, predict, store', async () => {
  const { viewer, keys, drawn, engine, session } = opened();
  const before = drawn.map((slice) => slice.slice());
  await train(session, {});
  expect(texts(session)).toEqual([]);
  expect(engine.requests[0]).toMatchObject({
    trainedOn: { modalities: ['MR'], bodyParts: [], units: [] },
    preset: 'fast',
    seed: 1,
    segments: [{ index: 1, name: 'Ventricle' }],
  });
  expect(engine.requests[0].examples.map(({ image }) => image.id)).toEqual([keys[1], keys[4]]);
  const { intensities, toPredict = [] } = engine.requests[0];
  expect(intensities.map(({ seriesId }) => seriesId)).toEqual(['series-axial']);
  expect(toPredict.map(({ seriesId }) => seriesId)).toEqual(['series-axial', 'series-coronal']);

  // Images nearest to the drawn ones come first; the drawn images themselves are not predicted.
  expect(engine.predictedOrder.slice(0, 4)).toEqual([keys[0], keys[2], keys[3], keys[5]]);
  const { series, prediction, model, training } = session.store.getState();
  expect(series.map(({ stage, predicted }) => [stage, predicted])).toEqual([
    ['done', 6],
    ['done', 3],
  ]);
  expect(prediction).toEqual({ running: false, round: 1, done: 9, total: 9 });
  expect(model?.summary.validationDice).toBe(0.8);
  expect(training.curve).toEqual([{ step: 1, segmenter: 0.4, validationDice: 0.8 }]);

  const masks = session.predicted.read('series-axial');
  expect([...(masks.get(keys[1]) ?? [])]).toEqual([...drawn[1]]);
  expect([...(masks.get(keys[4]) ?? [])]).toEqual([...drawn[4]]);
  expect([...(masks.get(keys[0]) ?? [])].filter(Boolean)).toHaveLength(7);
  expect(drawn).toEqual(before);

  await store(session, {});
  expect(viewer.stored.map(({ SeriesDescription }) => SeriesDescription)).toEqual([
    'Few-shot: axial',
    'Few-shot: coronal',
  ]);
  expect(viewer.stored.map(({ SeriesNumber }) => Number(SeriesNumber))).toEqual([9001, 9002]);
  expect(session.store.getState().series.every(({ stored }) => stored === 'stored')).toBe(true);
  expect(texts(session)).toEqual([expect.stringMatching(/2 series are in the archive/)]);
});

test('an excluded example is neither learnt from nor spared from prediction', async () => {
  const { keys, drawn, engine, session } = opened();
  drawn[3].fill(1, 0, 5);
  await session.scanner.scan();
  setExampleIncluded(session, { key: keys[3], included: false });
  await train(session, {});
  expect(engine.requests[0].examples).toHaveLength(2);
  const { between = [] } = engine.requests[0];
  expect(between.map(({ id }) => id)).not.toContain(keys[3]);
  expect(engine.predictedOrder).toContain(keys[3]);
  expect([...drawn[3]].filter(Boolean)).toHaveLength(5);
});

test('an image marked as empty is an example, and its mask stays empty', async () => {
  const { keys, engine, session } = opened();
  await session.scanner.scan();
  await session.scanner.markNothing(keys[5], true);
  expect(session.store.getState().examples.map(({ kind }) => kind)).toEqual(['drawn', 'drawn', 'nothing']);
  await train(session, {});
  expect(engine.requests[0].examples[2].labelmap.some((value) => value > 0)).toBe(false);
  // With three drawn images those between them are not read; see prediction.test.ts for five.
  expect(engine.requests[0].between).toEqual([]);
  await session.scanner.markNothing(keys[5], false);
  expect(session.store.getState().examples).toHaveLength(2);
});

test('too few examples are refused in words before the engine starts', async () => {
  const { drawn, engine, session } = opened();
  drawn[4].fill(0);
  await train(session, {});
  expect(engine.started).toBe(0);
  expect(texts(session)).toEqual([expect.stringMatching(/Only one image has a mask/)]);
});

test('a mask on pixels of another size is refused in words', async () => {
  const { viewer, axial, session } = opened();
  viewer.addImage(axial[1], 2, 2, new Uint8Array(4));
  await train(session, {});
  expect(texts(session)).toEqual([expect.stringMatching(/image 2 of series 1 \(axial\) has another size/)]);
});

test('images of different sizes get masks one by one, and cannot be stored as one object', async () => {
  const { viewer, axial, session } = opened();
  viewer.addImage(axial[0], 2, 3, new Uint8Array(6));
  Object.assign(viewer.metadata.get(axial[0])?.instance ?? {}, { Rows: 2, Columns: 3 });
  await train(session, {});
  expect(texts(session)).toEqual([expect.stringMatching(/differ in size/)]);
  await store(session, {});
  expect(viewer.stored.map(({ SeriesDescription }) => SeriesDescription)).toEqual(['Few-shot: coronal']);
  expect(texts(session).join()).toMatch(/a DICOM segmentation needs one size/);
});

test('what the engine cannot do for one series does not keep the others from their masks', async () => {
  const { engine, session } = opened();
  const { finish } = engine;
  engine.finish = async (input) => {
    if (input.ids?.length === 6) throw new EngineError('bad-input', 'A mask has another size.');
    return finish(input);
  };
  await train(session, {});
  expect(session.store.getState().series.map(({ stage }) => stage)).toEqual(['failed', 'done']);
  expect(texts(session)).toEqual([
    expect.stringMatching(/series 1 \(axial\) could not be finished\. A mask has another size/),
  ]);
});

test('Stop before the model is in use starts no engine, and strokes during a run are looked over after it', async () => {
  const { engine, session } = opened();
  await train(session, {});
  const { started } = engine;
  const schedule = jest.spyOn(session.scanner, 'schedule');
  const running = predict(session, {});
  await stop(session, {});
  await running;
  expect(engine.started).toBe(started);
  expect(session.store.getState().prediction.running).toBe(false);
  expect(schedule).toHaveBeenCalledTimes(1);
});

test('a store looks the study over first', async () => {
  const { session } = opened();
  await train(session, {});
  const scan = jest.spyOn(session.scanner, 'scan');
  await store(session, {});
  expect(scan).toHaveBeenCalledTimes(1);
});

test('a series whose images cannot be read does not keep the others from their masks', async () => {
  const { viewer, session } = opened();
  viewer.images.delete('coronal/2');
  await train(session, {});
  expect(session.store.getState().series.map(({ stage }) => stage)).toEqual(['done', 'failed']);
  expect(texts(session)).toEqual([
    expect.stringMatching(/Image 2 of series 2 \(coronal\) could not be loaded/),
  ]);
});

test('a lost worker leaves the best model so far, and Predict loads it into a fresh worker', async () => {
  const { engine, session } = opened();
  engine.failTraining = new EngineError('worker-lost', 'The training process ended unexpectedly.');
  await train(session, {});
  const { model, training, messages } = session.store.getState();
  expect(model).toBeDefined();
  expect(training).toMatchObject({ phase: 'idle', failed: true });
  expect(messages).toEqual([
    expect.objectContaining({
      kind: 'error',
      action: expect.objectContaining({ call: ['fewShotPredict'] }),
    }),
  ]);
  await predict(session, {});
  expect(engine.loaded).toEqual([model]);
  expect(session.store.getState().series[0].stage).toBe('done');
});

test('a training that goes on elsewhere is told in one sentence', async () => {
  const { engine, session } = opened();
  await train(session, {});
  engine.recovered({ ...backend, label: 'WASM, 4 threads' }, 'It goes on.');
  expect(session.store.getState().backend?.label).toBe('WASM, 4 threads');
  expect(texts(session)).toEqual(['It goes on.']);
});

test('a training that is lost does not replace a clearly better model of before', async () => {
  const { engine, session } = opened();
  await train(session, {});
  const { model } = session.store.getState();
  if (!model) throw new Error('no model');
  const better = { ...model, summary: { ...model.summary, validationDice: 2 } };
  session.store.setState({ model: better });
  engine.failTraining = new EngineError('worker-lost', 'The training process ended unexpectedly.');
  await train(session, {});
  expect(session.store.getState().model).toBe(better);
});

test('an engine that fails in the middle of a prediction is explained, and the masks so far stay', async () => {
  const { engine, session } = opened(12);
  let calls = 0;
  engine.onPredict = () => {
    if (++calls === 2) engine.failPrediction = new EngineError('out-of-memory', 'The memory is full.');
  };
  await train(session, {});
  expect(texts(session)).toEqual(['The memory is full.']);
  const [axial] = session.store.getState().series;
  expect(axial).toMatchObject({ stage: 'failed', predicted: 6 });
  expect(session.store.getState().prediction.running).toBe(false);
});

test('Stop ends a prediction after the present batch', async () => {
  const { engine, session } = opened(20);
  engine.onPredict = () => void stop(session, {});
  await train(session, {});
  expect(engine.predictedOrder).toHaveLength(4);
  expect(session.store.getState().series.map(({ stage }) => stage)).toEqual(['stopped', 'stopped']);
});

test('a store that the archive refuses loses nothing and can be repeated', async () => {
  const { viewer, session } = opened();
  await train(session, {});
  const accept = viewer.storeDicom;
  viewer.storeDicom = async () => {
    throw Object.assign(new Error('refused'), { request: { status: 507 } });
  };
  await store(session, {});
  expect(texts(session)).toHaveLength(2);
  expect(texts(session)[0]).toMatch(/Storing the masks of series 1 \(axial\) failed.*full.*Download/);
  viewer.storeDicom = accept;
  await store(session, {});
  expect(viewer.stored).toHaveLength(2);
  expect(texts(session)).toEqual([expect.stringMatching(/2 series are in the archive/)]);
});

test('an opened result of an earlier session is an example only if the reader says so', async () => {
  const { viewer, axial, drawn, session } = opened();
  drawn.forEach((slice) => slice.fill(0));
  const made = { label: 'Ventricle', cachedStats: { algorithmName: 'Few-Shot Segment 0.0.9' } };
  viewer.addSegmentation('result', axial, { 1: made })[2].fill(1, 0, 5);
  await session.scanner.scan();
  const { store } = session;
  expect(store.getState()).toMatchObject({ examples: [], openedResults: { count: 1, used: false } });
  await session.scanner.setResultsUsed(true);
  expect(store.getState().examples).toHaveLength(1);
});

test('what the address says wrongly is shown', () => {
  window.location.search = '?fewShotBackend=abacus';
  const { session } = opened();
  window.location.search = '';
  expect(texts(session)).toEqual([expect.stringMatching(/abacus.*not known/)]);
});
