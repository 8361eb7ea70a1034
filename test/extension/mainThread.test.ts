import { packMask } from '../../src/review/packMask';
import { ReviewDraft } from '../../src/review/ReviewDraft';
import type { ReviewRecord } from '../../src/review/ReviewRecord';
import { emptyReview } from '../../src/review/ReviewState';
import { train } from '../../extension/src/commands/train';
import { opened, useSessions } from './support/opened';

jest.mock('../../src/review/packMask', () => {
  const actual = jest.requireActual<{ packMask: typeof packMask }>('../../src/review/packMask');
  return { packMask: jest.fn(actual.packMask) };
});
const packed = jest.mocked(packMask);

useSessions();
afterEach(() => jest.restoreAllMocks());

/** Number of images in the series: work on all of them would show in every count below. */
const IMAGES = 500;

describe('one changed image of a long series', () => {
  test('is the only one that a scan packs and the panel describes again', async () => {
    const { drawn, keys, session } = opened(IMAGES);
    await session.scanner.scan();
    const [before, other] = session.store.getState().examples;
    const described = jest.spyOn(session.index, 'imageNumberOf');
    packed.mockClear();
    drawn[1][15] = 1;
    await session.scanner.scan();
    expect(packed).toHaveBeenCalledTimes(1);
    // The second call is for the example's picture.
    expect(described.mock.calls).toEqual([[keys[1]], [keys[1]]]);
    const { examples } = session.store.getState();
    expect(examples[0]).not.toBe(before);
    expect(examples[1]).toBe(other);
  });

  test('is the only one whose result is read and written', async () => {
    const { keys, viewer, session } = opened(IMAGES);
    await train(session, {});
    packed.mockClear();
    const described = jest.spyOn(session.index, 'imageNumberOf');
    const looked = jest.spyOn(viewer.images, 'get');
    const { round } = session.store.getState().prediction;
    const mask = { rows: 4, columns: 4, runs: [1, 16] };
    const masks = [{ key: keys[7], seriesId: 'series-axial', mask, confidence: 0.5 }];
    session.review.dispatch({ type: 'predicted', modelId: 'model', round, masks });
    expect(await session.predicted.render('series-axial', new Set([keys[7]]))).toEqual([keys[7]]);
    expect(looked.mock.calls.length).toBeLessThan(5);
    expect(packed).not.toHaveBeenCalled();
    expect(described).not.toHaveBeenCalled();
  });

  test('leaves the panel’s lists as they are where nothing that they show changed', async () => {
    const { session } = opened(IMAGES);
    await session.scanner.scan();
    const { examples, segments, prediction } = session.store.getState();
    session.scanner.project();
    const after = session.store.getState();
    expect(after.examples).toBe(examples);
    expect(after.segments).toBe(segments);
    expect(after.prediction).toBe(prediction);
  });
});

test('the records are copied once for an action, however many of them it changes', () => {
  const draft = new ReviewDraft(emptyReview);
  const record = { key: '1.1#1' } as ReviewRecord;
  draft.change('1.1#1', () => record);
  const { records } = draft.state;
  draft.change('1.2#1', () => record);
  expect(draft.state.records).toBe(records);
  expect([...draft.changed]).toEqual(['1.1#1', '1.2#1']);
  expect(emptyReview.records).toEqual({});
});

test('a long series is prepared and predicted in many short tasks', async () => {
  const { session } = opened(IMAGES);
  let now = 0;
  // Each look at the clock finds that more time has passed than a task may take.
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 50));
  let tasks = 0;
  const { MessageChannel: Channel } = globalThis;
  globalThis.MessageChannel = class extends Channel {
    constructor() {
      super();
      tasks++;
    }
  };
  try {
    await session.scanner.scan();
    expect(tasks).toBeGreaterThan(IMAGES);
    const [series] = session.store.getState().series;
    tasks = 0;
    await session.predicted.prepare(series, 'result', []);
    expect(tasks).toBeGreaterThan(IMAGES);
    tasks = 0;
    await session.predicted.render(series.id);
    expect(tasks).toBeGreaterThanOrEqual(IMAGES);
  } finally {
    globalThis.MessageChannel = Channel;
  }
});
