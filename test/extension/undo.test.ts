import { predict } from '../../extension/src/commands/predict';
import { stop } from '../../extension/src/commands/stop';
import { train } from '../../extension/src/commands/train';
import { setStatus } from '../../extension/src/session/setStatus';
import { opened, useSessions } from './support/opened';

useSessions();

/** A session after training, with strokes that the viewer can undo. */
async function trained() {
  const all = opened();
  await all.session.scanner.scan();
  await train(all.session, {});
  const { viewer, axial, keys, session } = all;
  const { history } = viewer;
  const slice = (image: number) => {
    const results = session.predicted.segmentationIdOf('series-axial');
    return viewer.images.get(`${results}:${axial[image]}`)?.voxelManager.getScalarData() as Uint8Array;
  };
  /** Sets one pixel as the viewer's brush does. */
  const stroke = (image: number, pixel: number, value: number) => {
    const before = slice(image)[pixel];
    const restoreMemo = (isUndo?: boolean) => {
      slice(image)[pixel] = isUndo ? before : value;
      session.scanner.schedule();
    };
    restoreMemo(false);
    history.push({ restoreMemo });
  };
  /** Waits until undone steps are shown, and reads masks and labelmaps. */
  const settled = async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await session.scanner.scan();
    const labelmaps = keys.map((_, image) => Array.from(slice(image)));
    const { series, examples } = session.store.getState();
    const progress = series.map(({ round, predicted }) => [round, predicted]);
    return { records: session.review.state.records, labelmaps, progress, examples };
  };
  const steps = async (direction: 'undo' | 'redo', count: number) => {
    for (let i = 0; i < count; i++) history[direction]();
    return settled();
  };
  const judge = (image: number, status: 'accepted' | 'rejected') => setStatus(session, [keys[image]], status);
  /** Makes the engine mark other pixels. */
  const changeMasks = () => {
    const { finish } = all.engine;
    all.engine.finish = async (input) =>
      (await finish(input)).map(({ id, labelmap }) => ({ id, labelmap: labelmap.fill(1, 9, 14) }));
  };
  return { ...all, history, slice, stroke, settled, steps, judge, changeMasks };
}

test('undo and redo step through strokes, accepted masks and predictions, in order', async () => {
  const { session, history, stroke, settled, steps, judge, changeMasks } = await trained();
  const states = [await settled()];
  const base = history.length;
  stroke(3, 12, 1);
  states.push(await settled());
  await judge(0, 'accepted');
  states.push(await settled());
  changeMasks();
  await predict(session, {});
  states.push(await settled());
  await judge(2, 'rejected');
  states.push(await settled());
  expect(history.length).toBe(base + 4);
  expect(states[3].labelmaps).not.toEqual(states[2].labelmaps);
  for (const i of [3, 2, 1, 0]) expect(await steps('undo', 1)).toEqual(states[i]);
  for (const i of [1, 2, 3, 4]) expect(await steps('redo', 1)).toEqual(states[i]);
  // Faster than anything is scanned or rendered.
  expect(await steps('undo', 4)).toEqual(states[0]);
  expect(await steps('redo', 4)).toEqual(states[4]);
  // A new step takes the place of the undone ones.
  expect(await steps('undo', 2)).toEqual(states[2]);
  stroke(5, 12, 1);
  const other = await settled();
  expect(await steps('undo', 2)).toEqual(states[1]);
  expect(await steps('redo', 2)).toEqual(other);
});

test('a first prediction that is undone leaves the drawn masks, and comes back whole', async () => {
  const { keys, drawn, history, slice, settled, steps } = await trained();
  const after = await settled();
  expect(history.length).toBe(1);
  const { records, labelmaps, progress } = await steps('undo', 1);
  expect(Object.keys(records)).toEqual([keys[1], keys[4]]);
  expect(labelmaps[0]).toEqual(Array(16).fill(0));
  expect(slice(1)).toEqual(drawn[1]);
  expect(progress).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(await steps('redo', 1)).toEqual(after);
});

test('a stroke on a prediction comes back on top of it, however fast', async () => {
  const { slice, stroke, settled, steps } = await trained();
  stroke(3, 12, 1);
  const after = await settled();
  await steps('undo', 2);
  expect(slice(3)).toEqual(new Uint8Array(16));
  expect(await steps('redo', 2)).toEqual(after);
});

test('undoing a prediction that is running stops it', async () => {
  const { engine, session, history, settled } = await trained();
  const before = await settled();
  let batches = 0;
  engine.onPredict = () => {
    if (++batches === 2) history.undo();
  };
  await predict(session, {});
  expect(session.store.getState().prediction.running).toBe(false);
  expect((await settled()).records).toEqual(before.records);
});

test('a stroke on an accepted mask that is undone leaves it accepted, whatever was predicted meanwhile', async () => {
  const { session, slice, stroke, settled, steps, judge, changeMasks } = await trained();
  await judge(3, 'accepted');
  const accepted = await settled();
  stroke(3, 12, 1);
  await settled();
  changeMasks();
  await predict(session, {});
  expect(slice(3)[12]).toBe(1);
  expect(await steps('undo', 2)).toEqual(accepted);
});

test('steps of a session that ended have no effect', async () => {
  const { session, history } = await trained();
  await stop(session, {});
  session.dispose();
  const { state } = session.review;
  history.undo();
  expect(session.review.state).toBe(state);
});
