import { accept } from '../../extension/src/commands/accept';
import { extend } from '../../extension/src/commands/extend';
import { predict } from '../../extension/src/commands/predict';
import { reject } from '../../extension/src/commands/reject';
import { store } from '../../extension/src/commands/store';
import { train } from '../../extension/src/commands/train';
import { opened, texts, useSessions } from './support/opened';

useSessions();

/** The images of `axial` with a mask, and what it is. */
const marks = ({ session }: ReturnType<typeof opened>) =>
  session.store
    .getState()
    .review.filter(({ series }) => series === 'series-axial')
    .map(({ position, mark }) => `${position} ${mark}`);

/** Shows an image and extends its mask. */
function extendFrom({ viewer, session, axial }: ReturnType<typeof opened>, image: number): Promise<void> {
  viewer.shownImage = axial[image];
  return Promise.resolve(extend(session, {}));
}

test('a drawn mask is proposed on the free images beside it, and undone in one step', async () => {
  const all = opened(9, { rows: 24, columns: 24 });
  const { session, viewer, drawn, keys } = all;
  // The default masks are on images 1 and 4 and cover a few pixels.
  drawn[1].fill(0);
  for (let row = 8; row < 16; row++) drawn[4].fill(1, 24 * row + 8, 24 * row + 16);
  drawn[6].fill(1, 0, 30);
  await extendFrom(all, 4);
  expect(marks(all)).toEqual(['1 proposed', '2 proposed', '3 proposed', '4 drawn', '5 proposed', '6 drawn']);
  expect(texts(session)).toEqual([expect.stringMatching(/^Proposed on images 2, 3, 4, 6\. Check/)]);
  // The images are all of one grey: the mask stays where it is.
  expect(session.review.state.records[keys[3]]).toMatchObject({ round: 1, modelId: null, confidence: null });
  const results = session.predicted.segmentationIdOf('series-axial') ?? '';
  const shown = viewer.images.get(`${results}:axial/4`)?.voxelManager.getScalarData() as Uint8Array;
  expect([...shown]).toEqual([...drawn[4]]);

  viewer.history.undo();
  await session.scanner.scan();
  expect(marks(all)).toEqual(['4 drawn', '6 drawn']);
  expect([...shown].some((value) => value > 0)).toBe(false);
  viewer.history.redo();
  expect(marks(all)).toContain('5 proposed');

  // A later scan leaves them alone; a model replaces them.
  await session.scanner.scan();
  await train(session, {});
  expect(session.review.state.records[keys[3]].modelId).not.toBeNull();
});

test('accepted masks can be extended, and reviewed ones are never overwritten', async () => {
  const all = opened();
  const { session, keys, engine } = all;
  await train(session, {});
  await accept(session, { key: keys[2] });
  const { records } = session.review.state;
  engine.extendMask = async ({ after }) =>
    // As if image 5 had been drawn while the Worker was busy.
    [...after.map(({ id }) => id), keys[1], keys[2], keys[4]].map((id) => ({
      id,
      labelmap: new Uint8Array(16).fill(1),
    }));
  await extendFrom(all, 2);
  const now = session.review.state.records;
  for (const image of [1, 2, 4]) expect(now[keys[image]]).toBe(records[keys[image]]);
  expect(now[keys[3]].mask.runs).toEqual([1, 16]);
  expect(now[keys[5]]).toBe(records[keys[5]]);
});

test('says why nothing can be extended', async () => {
  const all = opened();
  const { session, engine, drawn } = all;
  await session.scanner.scan();
  await expect(extendFrom(all, 0)).rejects.toThrow(/^Only a mask that you drew/);
  engine.extendMask = async () => [];
  await expect(extendFrom(all, 1)).rejects.toThrow(/could not be followed/);
  expect(texts(session)).toEqual([]);
  for (const image of [0, 2]) drawn[image].fill(1, 0, 4);
  await expect(extendFrom(all, 1)).rejects.toThrow(/drawn or judged/);
});

test('a rejected mask stays rejected, and ends the way of the mask', async () => {
  const all = opened(9, { rows: 24, columns: 24 });
  const { session, drawn, keys, engine } = all;
  drawn[4].fill(1, 24 * 8, 24 * 16);
  await train(session, {});
  await reject(session, { key: keys[3] });
  await reject(session, { key: keys[6] });
  const { records } = session.review.state;
  await extendFrom(all, 4);
  for (const image of [1, 2, 3, 6, 7]) {
    expect(session.review.state.records[keys[image]]).toBe(records[keys[image]]);
  }
  expect(session.review.state.records[keys[5]]).toMatchObject({ status: 'proposed', modelId: null });
  // One that is rejected while the Worker is busy, too.
  engine.extendMask = async ({ after }) => {
    await reject(session, { key: keys[5] });
    return after.map(({ id }) => ({ id, labelmap: new Uint8Array(24 * 24).fill(1) }));
  };
  await expect(extendFrom(all, 4)).rejects.toThrow(/could not be followed/);
  expect(marks(all)[5]).toBe('5 rejected');
});

test('extended masks can be stored without any model', async () => {
  const all = opened(6, { rows: 16, columns: 16 });
  for (const { instance } of all.viewer.metadata.values()) {
    Object.assign(instance, { StudyInstanceUID: '1.2.6', SeriesInstanceUID: '1.2.4.1' });
  }
  all.drawn[1].fill(1, 64, 160);
  await extendFrom(all, 1);
  await store(all.session, {});
  expect(Number(all.viewer.stored[0].NumberOfFrames)).toBeGreaterThan(3);
  await predict(all.session, {});
  expect(texts(all.session)).toContain('There is no trained model yet. Press Train first.');
});
