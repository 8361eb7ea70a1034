import { draw } from '../../extension/src/commands/draw';
import { predict } from '../../extension/src/commands/predict';
import { setExampleIncluded } from '../../extension/src/commands/setExampleIncluded';
import { stop } from '../../extension/src/commands/stop';
import { train } from '../../extension/src/commands/train';
import { unpackMask } from '../../src/review/unpackMask';
import { opened, texts, useSessions } from './support/opened';

useSessions();

/** A session after training, whose engine marks the first 8 pixels but one of every image. */
async function trained() {
  const all = opened();
  await all.session.scanner.scan();
  await train(all.session, {});
  const { viewer, axial, session } = all;
  const results = session.predicted.segmentationIdOf('series-axial') as string;
  const slice = (image: number) =>
    viewer.images.get(`${results}:${axial[image]}`)?.voxelManager.getScalarData() as Uint8Array;
  const record = (image: number) => session.review.state.records[all.keys[image]];
  const mask = (image: number) => unpackMask(record(image).mask);
  return { ...all, results, slice, record, mask };
}

/** The engine's mask, with some pixels changed. */
function proposalWith(changes: Record<number, number> = {}): Uint8Array {
  const mask = new Uint8Array(16).fill(1, 0, 7);
  Object.entries(changes).forEach(([pixel, value]) => (mask[Number(pixel)] = value));
  return mask;
}

test('after a prediction brush and eraser act on the results, and before one on the reader’s labelmap', async () => {
  const all = opened();
  const { viewer, session } = all;
  const service = viewer.ohif.services.segmentationService;
  await service.addSegmentationRepresentation('viewport', { segmentationId: 'drawn' });
  const active = () => service.getActiveSegmentation('viewport')?.segmentationId;
  await draw(session, {});
  expect(active()).toBe('drawn');
  await train(session, {});
  const results = session.predicted.segmentationIdOf('series-axial');
  expect(active()).toBe(results);
  service.setActiveSegmentation('viewport', 'drawn');
  await draw(session, { tool: 'CircularEraser' });
  expect(active()).toBe(results);
  expect(texts(session)).toEqual([]);
});

describe('a stroke into a drawn labelmap on an image with a predicted mask', () => {
  test('is merged into that mask as a correction, and taking it back restores the mask', async () => {
    const { drawn, keys, session, slice, record, mask } = await trained();
    drawn[3].set([1, 1], 6);
    await session.scanner.scan();
    expect(record(3)).toMatchObject({ origin: 'predicted', status: 'corrected', locked: true });
    expect(mask(3)).toEqual(proposalWith({ 7: 1 }));
    expect(slice(3)).toEqual(mask(3));
    // It stays one while the reader goes on, in either labelmap.
    slice(3)[15] = 1;
    drawn[3][8] = 1;
    await session.scanner.scan();
    expect(mask(3)).toEqual(proposalWith({ 7: 1, 8: 1, 15: 1 }));
    expect(session.store.getState().examples.find(({ key }) => key === keys[3])?.kind).toBe('corrected');
    slice(3)[15] = 0;
    drawn[3].fill(0);
    await session.scanner.scan();
    expect(slice(3)).toEqual(proposalWith());
    expect(record(3)).toMatchObject({ origin: 'predicted', status: 'proposed' });
  });

  test('never becomes an example of its own, even after the correction was undone in the results', async () => {
    const { drawn, session, slice, record } = await trained();
    drawn[3][12] = 1;
    await session.scanner.scan();
    slice(3)[12] = 0;
    await session.scanner.scan();
    expect(record(3)).toMatchObject({ origin: 'predicted', status: 'proposed' });
    expect(session.store.getState().examples).toHaveLength(2);
  });

  test('corrects accepted masks as well; taken back, the mask is accepted as before', async () => {
    const { drawn, keys, session, record, mask } = await trained();
    session.review.dispatch({ type: 'statusSet', keys: [keys[3]], status: 'accepted' });
    const accepted = record(3);
    drawn[3][12] = 1;
    await session.scanner.scan();
    expect(record(3).status).toBe('corrected');
    expect(mask(3)).toEqual(proposalWith({ 12: 1 }));
    await predict(session, {});
    drawn[3][12] = 0;
    await session.scanner.scan();
    expect(record(3)).toMatchObject({ status: 'accepted', locked: true, mask: accepted.mask });
  });

  test('may be of another segment, which is then listed with the results', async () => {
    const { viewer, drawn, session, results, mask } = await trained();
    viewer.ohif.services.segmentationService.addSegment('drawn', { segmentIndex: 4, label: 'Choroid' });
    drawn[3].set([4, 4], 6);
    await session.scanner.scan();
    expect(session.review.state.segments.map(({ name }) => name)).toEqual(['Ventricle', 'Choroid']);
    expect(mask(3)).toEqual(proposalWith({ 6: 2, 7: 2 }));
    expect(viewer.segmentations.get(results)?.segments[2]).toMatchObject({ label: 'Choroid' });
  });

  test('is found in a SEG from the archive, whose own masks are no strokes', async () => {
    const { viewer, axial, session, record, mask } = await trained();
    viewer.displaySets.push({
      displaySetInstanceUID: 'seg',
      StudyInstanceUID: 'study',
      SeriesInstanceUID: 'seg-series',
      Modality: 'SEG',
      instance: { SOPInstanceUID: '1.2.9' },
    });
    const seg = viewer.addSegmentation('seg', axial, { 1: { label: 'Ventricle' } });
    seg[2].fill(1, 10, 14);
    await session.scanner.scan();
    expect(record(2)).toMatchObject({ origin: 'imported', status: 'accepted' });
    expect(mask(2)).toEqual(new Uint8Array(16).fill(1, 10, 14));
    seg[3][12] = 1;
    await session.scanner.scan();
    expect(record(3).status).toBe('corrected');
    expect(mask(3)).toEqual(proposalWith({ 12: 1 }));
  });

  test('changes the drawing where the image has one, included or not', async () => {
    const { drawn, keys, session, record, mask } = await trained();
    setExampleIncluded(session, { key: keys[4], included: false });
    await predict(session, {});
    drawn[1][15] = 1;
    drawn[4][15] = 1;
    await session.scanner.scan();
    for (const image of [1, 4]) {
      expect(record(image)).toMatchObject({ origin: 'drawn', status: 'accepted' });
      expect(mask(image)).toEqual(drawn[image]);
    }
  });

  test('is a drawing in a series without results, and where the reader deleted the results', async () => {
    const { viewer, drawn, session, results, record, mask } = await trained();
    viewer.segmentations.delete(results);
    session.predicted.forget(results);
    drawn[3][12] = 1;
    await session.scanner.scan();
    expect(record(3)).toMatchObject({ origin: 'drawn', status: 'accepted' });
    expect(mask(3)).toEqual(drawn[3]);
  });
});

test.each(['accepted', 'corrected'] as const)('no later prediction changes %s masks', async (status) => {
  const { viewer, keys, engine, session, slice, record } = await trained();
  const locked = [0, 2, 3, 5];
  if (status === 'accepted') {
    session.review.dispatch({ type: 'statusSet', keys: locked.map((image) => keys[image]), status });
  } else {
    for (const image of locked) slice(image)[12] = 1;
    slice(5).fill(0);
  }
  await session.scanner.scan();
  // Excluded images are predicted again like any other.
  for (const image of [2, 3]) setExampleIncluded(session, { key: keys[image], included: false });
  const masks = locked.map((image) => record(image).mask);
  const voxels = locked.map((image) => slice(image).slice());

  const { finish } = engine;
  engine.finish = async (input) =>
    (await finish(input)).map(({ id, labelmap }) => ({ id, labelmap: labelmap.fill(1) }));
  await predict(session, {});
  expect(engine.predictedOrder.slice(-9)).toEqual(expect.arrayContaining([keys[2], keys[3]]));
  // A model of another segment makes new result segmentations; this run is stopped at once.
  const model = engine.model(engine.requests[0]);
  model.summary.segments = [{ index: 1, name: 'Choroid' }];
  session.store.setState({ model });
  engine.onPredict = () => void stop(session, {});
  await predict(session, {});
  await session.scanner.scan();

  const results = viewer.segmentations.get(session.predicted.segmentationIdOf('series-axial') as string);
  expect(Object.values(results?.segments ?? {}).map(({ label }) => label)).toEqual(['Ventricle', 'Choroid']);
  for (const [i, image] of locked.entries()) {
    expect(record(image)).toMatchObject({ status, locked: true, mask: masks[i] });
    expect(slice(image)).toEqual(voxels[i]);
  }
});
