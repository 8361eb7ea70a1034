import { acceptSure } from '../../extension/src/commands/acceptSure';
import { accept } from '../../extension/src/commands/accept';
import { reject } from '../../extension/src/commands/reject';
import { setSegmentColour } from '../../extension/src/commands/setSegmentColour';
import { showNext } from '../../extension/src/commands/showNext';
import { train } from '../../extension/src/commands/train';
import { drawStrip } from '../../extension/src/adapters/drawStrip';
import { countMasks } from '../../extension/src/session/countMasks';
import { measureSegments } from '../../extension/src/session/measureSegments';
import { neighbourInNeed } from '../../extension/src/session/neighbourInNeed';
import { nextStep } from '../../extension/src/session/nextStep';
import { orderReview } from '../../extension/src/session/orderReview';
import { reviewItems } from '../../extension/src/session/reviewItems';
import { trainsOn } from '../../extension/src/session/trainsOn';
import type { Session } from '../../extension/src/session/Session';
import type { ReviewItem } from '../../extension/src/state/ReviewItem';
import type { ExampleInfo, SeriesInfo, SessionState } from '../../extension/src/state/SessionState';
import { initialState } from '../../extension/src/state/SessionState';
import { maskShape } from '../../src/review/maskShape';
import { opened, texts, useSessions } from './support/opened';

jest.mock('../../src/review/maskShape', () => {
  const actual = jest.requireActual<{ maskShape: typeof maskShape }>('../../src/review/maskShape');
  return { maskShape: jest.fn(actual.maskShape) };
});

useSessions();

const item = (key: string, need: number, more: Partial<ReviewItem> = {}): ReviewItem => ({
  ...{ key, need, series: 'a', seriesNumber: '1', imageNumber: '1', position: 0, mark: 'proposed' },
  ...{ predicted: true, reason: undefined, pixels: 9, segments: [{ index: 1, pixels: 9 }] },
  ...more,
});
const keysOf = (items: readonly ReviewItem[]) => items.map(({ key }) => key).join('');
const itemOf = ({ store }: Session, key: string) =>
  store.getState().review.find((entry) => entry.key === key);
const marks = (session: Session) => reviewItems(session.store.getState()).map(({ mark }) => mark);

describe('the order of the review', () => {
  const items = [
    item('p', 0.2),
    item('q', 0.9, { mark: 'accepted' }),
    item('r', 0.5),
    item('s', 0.7, { series: 'b', mark: 'rejected' }),
    item('t', 0.6, { series: 'b' }),
  ];

  test('puts what needs the reader first and what is judged last; or follows place or series', () => {
    expect(keysOf(orderReview(items, 'need'))).toBe('trpsq');
    expect(keysOf(orderReview(items, 'position'))).toBe('pqrst');
    expect(keysOf(orderReview(items, 'series'))).toBe('rpqts');
  });

  test('next goes on to the next proposal and around; previous finds the mask just judged', () => {
    expect(neighbourInNeed(items, undefined, 'next')?.key).toBe('t');
    expect(neighbourInNeed(items, 'q', 'next')?.key).toBe('t');
    expect(neighbourInNeed(items, 'p', 'next')?.key).toBe('t');
    expect(neighbourInNeed(items, 't', 'previous')?.key).toBe('s');
    expect(neighbourInNeed(items, 'q', 'previous')).toBeUndefined();
    expect(neighbourInNeed([item('p', 0.2)], 'p', 'next')).toBeUndefined();
  });
});

describe('predicted masks', () => {
  test('are listed with the reader’s own, which need nothing', async () => {
    const { session, keys } = opened();
    await train(session, {});
    expect(itemOf(session, keys[1])).toMatchObject({ mark: 'drawn', predicted: false, need: 0 });
    expect(itemOf(session, keys[2])).toMatchObject({ mark: 'proposed', predicted: true, pixels: 7 });
    expect(itemOf(session, keys[2])?.need).toBeGreaterThan(0);
    // Two of six images are drawn; the other series has three.
    expect(marks(session)).toEqual(Array(7).fill('proposed'));
  });

  test('are accepted and reopened, and are examples while they are accepted', async () => {
    const { session, keys } = opened();
    await train(session, {});
    await accept(session, { key: keys[2] });
    expect(session.review.state.records[keys[2]]).toMatchObject({ status: 'accepted', locked: true });
    expect(session.store.getState().examples.map(({ kind }) => kind)).toEqual(['drawn', 'accepted', 'drawn']);
    await accept(session, { key: keys[2] });
    expect(session.review.state.records[keys[2]].status).toBe('proposed');
  });

  test('disappear when they are rejected, and come back', async () => {
    const { session, keys, viewer } = opened();
    await train(session, {});
    const shown = () => session.predicted.read('series-axial').get(keys[2])?.filter(Boolean).length;
    const refreshed = viewer.dataModified.length;
    await reject(session, { key: keys[2] });
    expect(shown()).toBe(0);
    expect(viewer.dataModified.length).toBe(refreshed + 1);
    await session.scanner.scan();
    expect(session.review.state.records[keys[2]].status).toBe('rejected');
    // Nobody accepts a mask that is not shown.
    await accept(session, { key: keys[2] });
    expect(session.review.state.records[keys[2]].status).toBe('rejected');
    expect(texts(session)).toEqual([expect.stringMatching(/not shown\. Press X/)]);
    await reject(session, { key: keys[2] });
    expect(shown()).toBe(7);
  });

  test('that are sure enough are accepted together, in one step for undo', async () => {
    const { viewer, session } = opened();
    await train(session, {});
    const needs = reviewItems(session.store.getState()).map(({ need }) => need);
    session.store.setState({ sureFrom: 1 - Math.min(...needs) });
    await acceptSure(session, {});
    const sure = needs.filter((need) => need === Math.min(...needs)).length;
    expect(marks(session).filter((mark) => mark === 'accepted')).toHaveLength(sure);
    viewer.history.undo();
    expect(new Set(marks(session))).toEqual(new Set(['proposed']));
  });

  test('of a series that is not ticked are not reviewed', async () => {
    const { session } = opened();
    await train(session, {});
    session.scanner.setSeriesEnabled('series-coronal', false);
    expect(marks(session)).toHaveLength(4);
  });

  test('are needed: without any, the keys explain themselves', async () => {
    const { session, keys } = opened();
    await session.scanner.scan();
    await showNext(session, {});
    expect(texts(session)).toEqual([expect.stringMatching(/no predicted masks/)]);
    await accept(session, { key: keys[1] });
    expect(texts(session)).toEqual([expect.stringMatching(/nothing to accept or reject/)]);
  });
});

test('one changed mask of a long series is the only one that is measured', async () => {
  const { session, keys } = opened(500);
  await train(session, {});
  const measured = jest.mocked(maskShape).mockClear();
  const before = session.store.getState().review;
  const { round } = session.store.getState().prediction;
  const mask = { rows: 4, columns: 4, runs: [1, 16] };
  const masks = [{ key: keys[7], seriesId: 'series-axial', mask, confidence: 0.5 }];
  session.review.dispatch({ type: 'predicted', modelId: 'model', round, masks });
  expect(measured).toHaveBeenCalledTimes(1);
  const after = session.store.getState().review;
  // The rating of the neighbours may change with it.
  expect(after.filter((entry, i) => entry !== before[i]).length).toBeLessThanOrEqual(3);
});

test('accepted specks do not train, so that they do not stop the training', () => {
  const example = {
    kind: 'accepted',
    included: true,
    pixels: 16,
    segments: [{ index: 1, pixels: 3 }],
  } as ExampleInfo;
  expect(trainsOn(example)).toBe(false);
  expect(trainsOn({ ...example, kind: 'drawn' })).toBe(true);
  expect(trainsOn({ ...example, segments: [{ index: 1, pixels: 4 }] })).toBe(true);
  expect(trainsOn({ ...example, segments: [] })).toBe(true);
});

test('the strip tells judged, proposed and rejected masks apart by their form', () => {
  const drawn: number[][] = [];
  const pen = {
    fillStyle: '',
    clearRect: () => undefined,
    fillRect: (...box: number[]) => void drawn.push(box),
  };
  const items = [
    item('a', 0, { mark: 'drawn', position: 0 }),
    item('b', 0.25, { position: 1 }),
    item('c', 0, { mark: 'rejected', position: 3 }),
  ];
  drawStrip(pen, 12, 40, items, 4);
  expect(drawn).toEqual([
    [0, 0, 12, 9],
    [0, 10, 6, 9],
    [0, 30, 4, 9],
    [8, 30, 4, 9],
  ]);
});

describe('what the panel says about the results', () => {
  const state = (more: Partial<SessionState> = {}): SessionState => ({ ...initialState, ...more });
  const series = { id: 'a', enabled: true, voxel: { area: 0.5, distance: 4 } } as SeriesInfo;

  test('is what the reader can do next', () => {
    expect(nextStep(state())).toMatch(/after the training/);
    expect(nextStep(state({ storedResults: ['Few-shot: T1'] }))).toMatch(/stored results: “Few-shot: T1”/);
    const review = [item('p', 0.2), item('q', 0.9, { mark: 'accepted' })];
    expect(nextStep(state({ series: [series], review }))).toMatch(/^1 mask to check/);
    const rejected = [item('p', 0.2, { mark: 'rejected' }), item('q', 0.9, { mark: 'accepted' })];
    expect(nextStep(state({ series: [series], review: rejected }))).toMatch(/Draw on the rejected image/);
    const good = [item('q', 0.9, { mark: 'accepted' })];
    expect(nextStep(state({ series: [series], review: good }))).toMatch(/All masks are good/);
  });

  test('is the volume of each segment in the series and its area on the shown image', () => {
    const review = [
      item('p', 0, { segments: [{ index: 1, pixels: 300 }] }),
      item('q', 0, { segments: [{ index: 1, pixels: 200 }] }),
      item('r', 0, { segments: [], mark: 'rejected' }),
      item('s', 0, { series: 'b', segments: [{ index: 1, pixels: 900 }] }),
    ];
    const segments = [{ index: 1, name: 'Liver', colour: [1, 2, 3] as const }];
    const [measure] = measureSegments(state({ review, series: [series], segments }), 'q');
    // 500 voxels of 0.5 mm² x 4 mm, and 200 pixels.
    expect(measure).toMatchObject({ millilitres: 1, area: 100 });
    expect(measureSegments(state({ review, series: [series], segments }), 's')).toEqual([]);
  });

  test('counts empty and rejected masks apart', () => {
    const review = [
      item('p', 0),
      item('q', 0, { segments: [] }),
      item('r', 0, { segments: [], mark: 'rejected' }),
      item('s', 0, { series: 'b' }),
    ];
    expect(countMasks(review).get('a')).toEqual({ masks: 1, empty: 1, rejected: 1 });
  });

  test('has the voxel size of the viewer’s headers', async () => {
    const { session } = opened();
    await train(session, {});
    expect(session.store.getState().series[0].voxel).toEqual({ area: 1, distance: 2 });
  });

  test('names results that were stored and are not opened', async () => {
    const { session, viewer } = opened();
    const seg = { displaySetInstanceUID: 'seg', Modality: 'SEG', SeriesDescription: 'Few-shot: axial' };
    viewer.displaySets.push(seg as (typeof viewer.displaySets)[number]);
    await session.scanner.scan();
    expect(session.store.getState().storedResults).toEqual(['Few-shot: axial']);
  });
});

test('training puts the brush down', async () => {
  const { session, viewer } = opened();
  const run = jest.fn();
  Object.assign(session.ohif.commands, { run });
  await train(session, {});
  expect(run).toHaveBeenCalledWith(
    'setToolActiveToolbar',
    expect.objectContaining({ toolName: 'WindowLevel' }),
  );
  expect(viewer.segmentations.size).toBeGreaterThan(1);
});

test('a colour chosen in the panel is shown in all segmentations', async () => {
  const { session, viewer } = opened();
  viewer.representations.push({
    viewportId: 'viewport',
    segmentationId: 'drawn',
    active: true,
    type: 'Labelmap',
  });
  await train(session, {});
  await setSegmentColour(session, { segment: 1, colour: [9, 8, 7] });
  const shown = [...viewer.colours].filter(([, colour]) => colour.join() === '9,8,7,255');
  expect(shown.map(([place]) => place).sort()).toEqual(
    viewer.representations.map((one) => `${one.viewportId} ${one.segmentationId} 1`).sort(),
  );
  expect(session.store.getState().segments[0].colour).toEqual([9, 8, 7]);
});
