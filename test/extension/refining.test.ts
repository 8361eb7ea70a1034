import { accept } from '../../extension/src/commands/accept';
import { refine } from '../../extension/src/commands/refine';
import { reject } from '../../extension/src/commands/reject';
import { revertRound } from '../../extension/src/commands/revertRound';
import { setLive } from '../../extension/src/commands/setLive';
import { train } from '../../extension/src/commands/train';
import { predictionOf } from '../../src/review/predictionOf';
import { opened, texts, useSessions } from './support/opened';

useSessions();

/**
 * A session after training, with the mask of one image accepted and that of another corrected by a stroke.
 */
async function corrected() {
  const all = opened();
  const { viewer, axial, keys, session, engine } = all;
  await all.session.scanner.scan();
  await train(session, {});
  const first = session.store.getState().model;
  const results = session.predicted.segmentationIdOf('series-axial') as string;
  const slice = (image: number) =>
    viewer.images.get(`${results}:${axial[image]}`)?.voxelManager.getScalarData() as Uint8Array;
  await accept(session, { key: keys[0] });
  slice(5)[12] = 1;
  await session.scanner.scan();
  engine.predictedOrder = [];
  engine.marked = 10;
  const pixels = () => [0, 2, 3, 5].map((image) => slice(image).filter(Boolean).length);
  return { ...all, first, pixels };
}

test('refining goes on from the model, shows what is new more often, and changes proposals only', async () => {
  const { session, engine, keys, first, pixels } = await corrected();
  expect(session.store.getState().newExamples).toBe(2);
  expect(pixels()).toEqual([7, 7, 7, 8]);
  await refine(session, {});
  expect(texts(session)).toEqual([]);
  const { start, examples } = engine.requests[1];
  expect(start).toBe(first);
  const weights = new Map(examples.map(({ image, weight = 1 }) => [image.id, weight]));
  expect([keys[0], keys[1], keys[4], keys[5]].map((key) => weights.get(key))).toEqual([2, 1, 1, 2]);
  // The accepted and the corrected mask stay, and images beside them come first.
  expect(pixels()).toEqual([7, 9, 9, 8]);
  expect(engine.predictedOrder.slice(0, 2)).toEqual([keys[2], keys[3]]);
  const { model, newExamples, lastRound } = session.store.getState();
  expect(model).not.toBe(first);
  expect(newExamples).toBe(0);
  // Both proposals of this series, and the three images of the other one.
  const change = { compared: 5, changed: 5, dice: expect.closeTo((2 * 7) / (7 + 9)) };
  // Of the first run, an accepted mask and one of which the reader added a pixel.
  const ofFirst = { round: 1, images: 2, dice: expect.closeTo((1 + (2 * 7) / (7 + 8)) / 2) };
  expect(lastRound).toEqual({ ...change, judged: [ofFirst] });
  // A mask of the second run is right.
  await accept(session, { key: keys[2] });
  await refine(session, {});
  const second = { round: 2, images: 1, dice: 1 };
  expect(session.store.getState().lastRound?.judged).toEqual([ofFirst, second]);
});

test('a refinement is reverted as a whole: its model, and its masks where nobody judged them', async () => {
  const { session, keys, first, pixels } = await corrected();
  await refine(session, {});
  await accept(session, { key: keys[3] });
  await revertRound(session, {});
  expect(pixels()).toEqual([7, 7, 9, 8]);
  expect(session.store.getState()).toMatchObject({ model: first, lastRound: undefined });
  const done = session.store.getState().prediction;
  expect(done.done).toBe(done.total);
  // There is nothing more to revert.
  await revertRound(session, {});
  expect(pixels()).toEqual([7, 7, 9, 8]);
});

test('a reverted round takes back its proposals on drawn images that are left out of training, too', async () => {
  const { session, engine, keys } = await corrected();
  const proposed = () => predictionOf(session.review.state.records[keys[4]])?.mask;
  session.scanner.setIncluded(keys[4], false);
  await refine(session, {});
  const before = proposed();
  expect(before).toBeDefined();
  engine.marked = 12;
  await refine(session, {});
  expect(proposed()).not.toEqual(before);
  await revertRound(session, {});
  expect(proposed()).toEqual(before);
});

test('a rejected mask stays rejected; taken back, it is the newest prediction, also after a reverted round', async () => {
  const { session, keys, pixels } = await corrected();
  await reject(session, { key: keys[2] });
  await refine(session, {});
  expect(session.review.state.records[keys[2]].status).toBe('rejected');
  expect(pixels()).toEqual([7, 0, 9, 8]);
  await reject(session, { key: keys[2] });
  expect(pixels()).toEqual([7, 9, 9, 8]);
  await reject(session, { key: keys[2] });
  await revertRound(session, {});
  expect(pixels()).toEqual([7, 0, 7, 8]);
  await reject(session, { key: keys[2] });
  expect(pixels()).toEqual([7, 7, 7, 8]);
});

test('live, a correction refines by itself', async () => {
  const { session, engine, keys, drawn } = await corrected();
  expect(engine.requests).toHaveLength(1);
  await setLive(session, { live: true });
  drawn[2][14] = 1;
  await session.scanner.scan();
  expect(session.review.state.records[keys[2]].status).toBe('corrected');
  for (let waited = 0; waited < 20_000 && engine.requests.length < 2; waited += 100) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(engine.requests).toHaveLength(2);
  expect(engine.requests[1].start).toBeDefined();
});

test('what a reader draws during a training is new after it', async () => {
  const { session, engine, drawn, keys } = await corrected();
  const { train: learn } = engine;
  engine.train = async (...request) => {
    drawn[1][15] = 1;
    await session.scanner.scan();
    return learn(...request);
  };
  await refine(session, {});
  expect(session.rounds.isNew(keys[1])).toBe(true);
});

test('accepted masks on most of a series teach the other series in the same frame of reference', async () => {
  const { session, engine, keys } = await corrected();
  await accept(session, { key: keys[2] });
  await accept(session, { key: keys[3] });
  await refine(session, {});
  const carried = engine.requests[1].examples.filter(({ known }) => known);
  expect(carried.map(({ image }) => image.seriesId)).toEqual(expect.arrayContaining(['series-coronal']));
  const [{ image, labelmap, known }] = carried;
  expect([labelmap, known].map(({ length } = new Uint8Array()) => length)).toEqual([16, 16]);
  const same = engine.requests[1].examples.find(
    (example) => !example.known && example.image.geometry?.origin[2] === image.geometry?.origin[2],
  );
  expect(labelmap).toEqual(same?.labelmap);
  expect(engine.requests[1].intensities.map(({ seriesId }) => seriesId)).toContain('series-coronal');
});

test('a series that does not lie where its frame of reference says teaches and learns nothing, with a message', async () => {
  const all = opened(12, { rows: 16, columns: 16 });
  const { viewer, session, engine, axial, drawn } = all;
  const coronal = viewer.addSeries('shifted', 8, { rows: 16, columns: 16 });
  // The same anatomy in both, and another contrast: a ball at (4 x 8, 8 x 4, 12) mm.
  const paint = (imageId: string, z: number, by: number, invert: boolean) => {
    const pixels = viewer.images.get(imageId)?.getPixelData() as Uint8Array;
    const plane = viewer.metadata.get(imageId)?.imagePlaneModule;
    const spacing = { rowPixelSpacing: 4, columnPixelSpacing: 4 };
    Object.assign(plane ?? {}, spacing, { imagePositionPatient: [by, 0, z] });
    pixels.forEach((_, i) => {
      const away = Math.hypot(4 * (i % 16) - 32, 4 * Math.floor(i / 16) - 30, 2 * (z - 12));
      const value = Math.round(Math.max(0, 200 - 5 * away));
      pixels[i] = invert ? 220 - value : value;
    });
  };
  axial.forEach((imageId, i) => paint(imageId, 2 * i, 0, false));
  drawn.forEach((slice) => slice.fill(1, 16 * 6, 16 * 10));
  const sent = async (by: number) => {
    coronal.forEach((imageId, i) => paint(imageId, 3 + 2 * i, by, true));
    await train(session, {});
    return engine.requests
      .at(-1)
      ?.examples.filter(({ known }) => known)
      .map(({ image }) => image.seriesId);
  };
  await session.scanner.scan();
  session.scanner.setSeriesEnabled('series-coronal', false);
  session.scanner.setSeriesEnabled('series-shifted', true);
  expect(new Set(await sent(0))).toEqual(new Set(['series-shifted']));
  expect(texts(session)).toEqual([]);
  expect(await sent(16)).toEqual([]);
  expect(texts(session)).toEqual([
    expect.stringMatching(/^The anatomy in series 3 .* lies about 1[4-8] mm away from where series 1/),
  ]);
  const again = new Set(await sent(2));
  expect(texts(session)).toEqual([]);
  expect(again).toEqual(new Set(['series-shifted']));
});

test('what is known of a proposal is learnt, and the rest of it stays a proposal', async () => {
  const { session, engine, keys } = await corrected();
  const { mask, seriesId } = session.review.state.records[keys[2]];
  const known = { ...mask, runs: [0, 12, 1, 4] };
  session.review.dispatch({ type: 'partlyCorrected', key: keys[2], seriesId, mask, known });
  expect(session.store.getState().newExamples).toBe(3);
  await refine(session, {});
  const partial = engine.requests[1].examples.filter((example) => example.known);
  expect(partial).toMatchObject([{ image: { id: keys[2] }, weight: expect.any(Number) }]);
  expect([...(partial[0].known ?? [])]).toEqual([...Array(12).fill(0), 1, 1, 1, 1]);
  expect(engine.predictedOrder).toContain(keys[2]);
  expect(session.store.getState().newExamples).toBe(0);
});
