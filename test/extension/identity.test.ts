import { predict } from '../../extension/src/commands/predict';
import { train } from '../../extension/src/commands/train';
import { readSegSource } from '../../extension/src/adapters/readSegSource';
import { listSeries } from '../../extension/src/adapters/listSeries';
import type { DisplaySet, OhifInstance } from '../../extension/src/ohif/types';
import { findSegment } from '../../src/data/findSegment';
import { parseReview } from '../../src/review/parseReview';
import { unpackMask } from '../../src/review/unpackMask';
import type { TrainRequest } from '../../src/worker/protocol';
import { FakeViewer } from './support/FakeViewer';
import { opened, useSessions } from './support/opened';

useSessions();

test('a model labels each structure correctly where the study lists the segments in another order', async () => {
  const { viewer, axial, keys, drawn, engine, session } = opened();
  drawn.forEach((slice) => slice.fill(0));
  const own = viewer.addSegmentation('both', axial, { 1: { label: 'Choroid' }, 2: { label: 'ventricle' } });
  own[1].set([1, 1, 1, 2, 2]);
  const segments = [
    { index: 1, name: 'Ventricle' },
    { index: 2, name: 'Choroid' },
  ];
  session.store.setState({ model: engine.model({ segments, preset: 'fast' } as TrainRequest) });
  await predict(session, {});
  // The engine uses the model's values: the reader's choroid is its second segment.
  expect([...(engine.series[0].drawn?.[0].labelmap.slice(0, 6) ?? [])]).toEqual([2, 2, 2, 1, 1, 0]);
  // It marks its first segment everywhere else, which the study lists second.
  const { records, segments: table } = session.review.state;
  expect(findSegment(table, { name: 'Ventricle' })?.index).toBe(2);
  expect(unpackMask(records[keys[0]].mask)[0]).toBe(2);
  const result = viewer.segmentations.get(session.predicted.segmentationIdOf('series-axial') ?? '');
  expect(result?.segments[2].label).toBe('ventricle');
  expect(session.predicted.read('series-axial').get(keys[0])?.[0]).toBe(2);
});

test('what the engine and the review know of an image outlives the page', async () => {
  const { engine, session } = opened();
  await train(session, {});
  const known = [
    ...engine.requests[0].examples.map(({ image }) => image.id),
    ...engine.predictedOrder,
    ...Object.keys(session.review.state.records),
  ];
  expect(known.filter((id) => !/^(axial|coronal)\.\d#1$/.test(id))).toEqual([]);
  const { state } = session.review;
  expect(state.records['axial.1#1']).toMatchObject({ origin: 'predicted', confidence: 0.75, round: 1 });
  expect(state.records['axial.2#1']).toMatchObject({ origin: 'drawn', seriesId: 'series-axial' });
  expect(parseReview(JSON.stringify(state))).toEqual(state);
});

describe('series that the viewer splits', () => {
  test('keep apart, by an id that a reload does not change', () => {
    const viewer = new FakeViewer();
    viewer.addSeries('first', 2);
    viewer.addSeries('second', 2);
    viewer.displaySets.forEach((displaySet) => (displaySet.SeriesInstanceUID = '1.2'));
    const listed = listSeries(viewer.displaySets);
    expect(listed.map(({ id, seriesId }) => [id, seriesId])).toEqual([
      ['1.2/first.1', '1.2'],
      ['1.2/second.1', '1.2'],
    ]);
    expect(viewer.index.keysOf('1.2/second.1')).toEqual(['second.1#1', 'second.2#1']);
    expect(viewer.index.keysOf('1.2')).toEqual([]);
  });

  test('number the frames of a multi-frame instance', () => {
    const viewer = new FakeViewer();
    const [displaySet] = (viewer.addSeries('cine', 1), viewer.displaySets);
    displaySet.imageIds = [1, 2, 3].map((frame) => `wadors:/instances/cine.1/frames/${frame}`);
    const instance = { SOPInstanceUID: 'cine.1', InstanceNumber: 9, NumberOfFrames: 3, Rows: 4, Columns: 5 };
    displaySet.imageIds.forEach((id) => viewer.metadata.set(id, { instance }));
    const { index } = viewer;
    expect(index.keysOf('series-cine')).toEqual(['cine.1#1', 'cine.1#2', 'cine.1#3']);
    expect(index.imageNumberOf('cine.1#3')).toBe('3');
    expect(index.sizeOf('cine.1#2')).toEqual({ rows: 4, columns: 5 });
    expect(index.imageIdOf('cine.1#2')).toBe(displaySet.imageIds[1]);
    expect(index.keyOf('wadouri:x?frame=2')).toBeUndefined();
  });
});

describe('a SEG that was stored and is opened after a reload', () => {
  /** The viewer after a reload, with a SEG on the axial series: a drawn, a predicted, a corrected frame. */
  function reopened() {
    const all = opened();
    const { viewer, axial, drawn } = all;
    drawn.forEach((slice) => slice.fill(0));
    const slices = viewer.addSegmentation('seg', axial, { 1: { label: 'Ventricle' } });
    const frames = [
      [1, 'drawn'],
      [2, 'predicted'],
      [4, 'corrected'],
    ] as const;
    frames.forEach(([i]) => slices[i].fill(1, 0, 5));
    const instance = {
      SOPInstanceUID: 'seg',
      ManufacturerModelName: 'Few-Shot Segment',
      PerFrameFunctionalGroupsSequence: frames.map(([i, FrameLabel]) => ({
        FrameContentSequence: [{ FrameLabel }],
        DerivationImageSequence: [{ SourceImageSequence: [{ ReferencedSOPInstanceUID: `axial.${i + 1}` }] }],
      })),
    } as unknown as OhifInstance;
    const segment: Partial<DisplaySet> = { displaySetInstanceUID: 'seg', Modality: 'SEG', instance };
    viewer.displaySets.push(segment as DisplaySet);
    return { ...all, slices };
  }

  test('brings its masks with their origin: drawn ones as examples, predicted ones as proposals', async () => {
    const { keys, session } = reopened();
    await session.scanner.scan();
    const { records } = session.review.state;
    expect(Object.keys(records)).toEqual([keys[1], keys[4], keys[2]]);
    expect(records[keys[1]]).toMatchObject({ origin: 'imported', status: 'accepted', locked: true });
    expect(records[keys[2]]).toMatchObject({ origin: 'predicted', status: 'proposed', locked: false });
    expect(records[keys[4]]).toMatchObject({ origin: 'predicted', status: 'corrected', locked: true });
    const { examples, openedResults } = session.store.getState();
    expect(examples.map(({ key, kind }) => [key, kind])).toEqual([
      [keys[1], 'drawn'],
      [keys[4], 'corrected'],
    ]);
    expect(openedResults).toEqual({ count: 1, used: false });
    // Another scan changes nothing.
    await session.scanner.scan();
    expect(session.review.state.records).toBe(records);
  });

  test('lets proposals be replaced by newer ones, and by nothing once it is closed', async () => {
    const { viewer, keys, session } = reopened();
    await train(session, {});
    const { records } = session.review.state;
    expect(records[keys[2]]).toMatchObject({ status: 'proposed', round: 1, confidence: 0.75 });
    expect(unpackMask(records[keys[1]].mask)).toEqual(new Uint8Array(16).fill(1, 0, 5));
    viewer.segmentations.delete('seg');
    await session.scanner.scan();
    expect(session.review.state.records[keys[2]].round).toBe(1);
    expect(session.review.state.records[keys[1]]).toBeUndefined();
  });

  test('takes a stroke on one of its proposals for a correction', async () => {
    const { keys, slices, session } = reopened();
    await session.scanner.scan();
    slices[2][9] = 1;
    await session.scanner.scan();
    expect(session.review.state.records[keys[2]]).toMatchObject({ origin: 'predicted', status: 'corrected' });
    slices[2][9] = 0;
    await session.scanner.scan();
    expect(session.review.state.records[keys[2]]).toMatchObject({ status: 'proposed', proposal: null });
  });

  test('counts as an example as a whole if the reader says so, and no longer if not', async () => {
    const { keys, session } = reopened();
    await session.scanner.setResultsUsed(true);
    expect(session.store.getState().examples.map(({ key }) => key)).toEqual([keys[1], keys[2], keys[4]]);
    await session.scanner.setResultsUsed(false);
    expect(session.review.state.records[keys[2]]).toMatchObject({ status: 'proposed', round: null });
  });
});

test('an opened SEG with empty items, unnamed coding schemes and several source frames is read as far as it goes', () => {
  const frames = (...SourceImageSequence: unknown[]) => ({
    FrameContentSequence: [{ FrameLabel: 'drawn' }],
    DerivationImageSequence: [null, { SourceImageSequence }],
  });
  const code = (SegmentNumber: number, CodingSchemeDesignator?: string) => ({
    SegmentNumber,
    SegmentedPropertyTypeCodeSequence: [{ CodeValue: '7', CodingSchemeDesignator }],
  });
  const instance = {
    PerFrameFunctionalGroupsSequence: [
      null,
      frames(null, { ReferencedSOPInstanceUID: '1.2', ReferencedFrameNumber: ['1', '2'] }),
    ],
    SegmentSequence: [undefined, code(1), code(2, 'SCT')],
  };
  const { frames: origins, types } = readSegSource({ segments: {} }, instance);
  expect([...origins]).toEqual([
    ['1.2#1', 'drawn'],
    ['1.2#2', 'drawn'],
  ]);
  expect([...types]).toEqual([[2, { value: '7', scheme: 'SCT', meaning: '7' }]]);
});
