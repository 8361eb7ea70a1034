import type { ImageKey } from '../../src/data/ImageKey';
import { seededRandom, type Random } from '../../src/data/random';
import type { SimpleAction } from '../../src/review/applyAction';
import { packMask } from '../../src/review/packMask';
import { parseReview } from '../../src/review/parseReview';
import { reduceReview } from '../../src/review/reduceReview';
import type { ReviewAction } from '../../src/review/ReviewAction';
import type { ReviewRecord } from '../../src/review/ReviewRecord';
import { emptyReview, type ReviewState } from '../../src/review/ReviewState';
import { ReviewStep } from '../../src/review/ReviewStep';
import { shownMask } from '../../src/review/shownMask';
import { STATUSES, type ReviewStatus } from '../../src/review/statuses';

const KEYS = ['1.2.3#1', '1.2.4#1', '1.2.5#7'];
const masked = (key: ImageKey, ...values: number[]) => ({ key, seriesId: '9', mask: packMask(values, 2, 2) });
const drawn = (key: ImageKey, ...values: number[]): ReviewAction => ({
  type: 'drawn',
  origin: 'drawn',
  status: 'accepted',
  ...masked(key, ...values),
});
const predicted = (round: number, ...images: ReturnType<typeof masked>[]): ReviewAction => ({
  type: 'predicted',
  modelId: 'model',
  round,
  masks: images.map((image) => ({ ...image, confidence: 0.5 })),
});
const apply = (state: ReviewState, action: ReviewAction) => reduceReview(state, action).state;
const run = (...actions: ReviewAction[]) => actions.reduce(apply, emptyReview);
const recordOf = ({ records }: ReviewState, key = KEYS[0]): ReviewRecord | undefined => records[key];

/** Any action, on few images with few masks, so that actions meet. */
function anyAction(random: Random, round: number): ReviewAction {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const image = () => masked(pick(KEYS), ...Array.from({ length: 4 }, () => pick([0, 0, 1, 2])));
  const key = pick(KEYS);
  const statuses = Object.keys(STATUSES) as ReviewStatus[];
  const simple: SimpleAction[] = [
    { type: 'segmentsAdded', segments: [{ name: pick(['a', 'b', 'c']) }] },
    {
      type: 'drawn',
      origin: pick(['drawn', 'imported', 'predicted'] as const),
      status: 'accepted',
      ...image(),
    },
    { type: 'erased', key },
    { type: 'markedNegative', ...image() },
    { type: 'unmarkedNegative', key },
    { type: 'predicted', modelId: 'm', round, masks: [{ ...image(), confidence: random() }] },
    { type: 'carriedOver', round, masks: [image(), image()] },
    { type: 'corrected', ...image() },
    { type: 'partlyCorrected', ...image(), known: image().mask },
    { type: 'correctionReverted', key },
    { type: 'correctionReverted', key, kept: { mask: image().mask, status: 'accepted' } },
    { type: 'proposalOpened', ...image() },
    { type: 'statusSet', keys: [key], status: pick(statuses) },
    { type: 'trainingSet', keys: [key], training: pick(['included', 'excluded'] as const) },
  ];
  return random() < 0.2 ? { type: 'batch', actions: [pick(simple), pick(simple)] } : pick(simple);
}

describe('after any sequence of actions', () => {
  const sequences = Array.from({ length: 200 }, (_, seed) => {
    const random = seededRandom(seed);
    return Array.from({ length: 40 }, (_, i) => anyAction(random, 1 + Math.floor(i / 5)));
  });

  test('steps can be undone in reverse order and repeated, to exactly the same states', () => {
    for (const actions of sequences.slice(0, 60)) {
      const states: ReviewState[] = [emptyReview];
      const steps = actions.map((action) => {
        const before = states[states.length - 1];
        const step = new ReviewStep();
        let state = before;
        for (const one of action.type === 'batch' ? action.actions : [action]) {
          const next = reduceReview(state, one);
          step.add(one, { keys: next.changed, before: state });
          state = next.state;
        }
        states.push(state);
        return step;
      });
      let state = states[states.length - 1];
      for (const turn of [1, 2]) {
        for (let i = steps.length - 1; i >= 0; i--) {
          state = apply(state, steps[i].undo);
          expect(state.records).toEqual(states[i].records);
        }
        for (const [i, step] of steps.entries()) {
          state = apply(state, step.redo);
          expect([turn, i, state.records]).toEqual([turn, i, states[i + 1].records]);
        }
      }
    }
  });

  test('what the reader has judged is changed by no prediction and no mask of another image', () => {
    for (const actions of sequences) {
      actions.reduce((state, action) => {
        const next = apply(state, action);
        const written = action.type === 'predicted' || action.type === 'carriedOver';
        if (!written && action.type !== 'proposalOpened') return next;
        for (const { key, locked, mask, status } of Object.values(state.records)) {
          const kept = written ? status !== 'proposed' : locked;
          if (kept) expect(recordOf(next, key)).toMatchObject({ mask, status, locked });
        }
        return next;
      }, emptyReview);
    }
  });

  test('the state survives JSON, and every record keeps the rule of its status', () => {
    for (const actions of sequences.slice(0, 60)) {
      const state = run(...actions);
      expect(parseReview(JSON.stringify(state))).toEqual(state);
    }
  });
});

test('a stroke on a proposal makes it a correction, which the next round leaves alone and can be reverted', () => {
  const key = KEYS[0];
  const first = run(predicted(1, masked(key, 1, 1, 0, 0)));
  expect(recordOf(first)).toMatchObject({ origin: 'predicted', status: 'proposed', locked: false, round: 1 });
  const corrected = apply(first, { type: 'corrected', ...masked(key, 1, 0, 0, 0) });
  expect(recordOf(corrected)).toMatchObject({ origin: 'predicted', status: 'corrected', confidence: 0.5 });
  const second = apply(corrected, predicted(2, masked(key, 0, 0, 1, 1)));
  expect(recordOf(second)?.mask).toEqual(recordOf(corrected)?.mask);
  const reverted = apply(second, { type: 'correctionReverted', key });
  expect(recordOf(reverted)).toMatchObject({ status: 'proposed', round: 2, proposal: null });
  expect(recordOf(reverted)?.mask).toEqual(masked(key, 0, 0, 1, 1).mask);
});

test('a rejected mask stays rejected, and comes back as the newest prediction of its image', () => {
  const key = KEYS[0];
  const set = (status: ReviewStatus): ReviewAction => ({ type: 'statusSet', keys: [key], status });
  const rejected = run(predicted(1, masked(key, 1, 1, 0, 0)), set('rejected'));
  expect(recordOf(apply(rejected, set('proposed')))).toEqual(
    recordOf(run(predicted(1, masked(key, 1, 1, 0, 0)))),
  );
  const later = apply(rejected, predicted(2, masked(key, 0, 0, 1, 1)));
  expect(recordOf(later)).toMatchObject({ status: 'rejected', round: 1 });
  for (const status of ['proposed', 'accepted'] as const) {
    const again = recordOf(apply(later, set(status)));
    expect(again).toMatchObject({ status, round: 2, mask: masked(key, 0, 0, 1, 1).mask, proposal: null });
  }
  // So does one that was saved, whatever was predicted before it came back.
  const saved = [recordOf(rejected) as ReviewRecord];
  const fresh = run(predicted(1, masked(key, 1, 1, 1, 1)));
  expect(recordOf(apply(fresh, { type: 'restored', segments: [], records: saved }))).toBe(saved[0]);
});

test('an excluded drawing shows the prediction beside it among the results, and an included one itself', () => {
  const key = KEYS[0];
  const exclude: ReviewAction = { type: 'trainingSet', keys: [key], training: 'excluded' };
  const drawing = run(drawn(key, 1, 1, 1, 0), exclude);
  expect(shownMask(recordOf(drawing) as ReviewRecord)).toBeUndefined();
  const beside = apply(drawing, predicted(1, masked(key, 0, 0, 0, 1)));
  expect(shownMask(recordOf(beside) as ReviewRecord)).toEqual(masked(key, 0, 0, 0, 1).mask);
  const included = apply(beside, { type: 'trainingSet', keys: [key], training: 'included' });
  expect(shownMask(recordOf(included) as ReviewRecord)).toEqual(masked(key, 1, 1, 1, 0).mask);
  // Once the drawing is erased, the prediction takes its place.
  expect(recordOf(apply(included, { type: 'erased', key }))).toMatchObject({ status: 'proposed' });
  expect(recordOf(run(drawn(key, 1, 1, 1, 0), { type: 'erased', key }))).toBeUndefined();
});

test('a drawing cannot be marked as empty, and the mark can be taken back', () => {
  const key = KEYS[0];
  const mark: ReviewAction = { type: 'markedNegative', ...masked(key, 0, 0, 0, 0) };
  expect(recordOf(run(drawn(key, 1, 0, 0, 0), mark))?.origin).toBe('drawn');
  expect(recordOf(run(mark))).toMatchObject({ origin: 'negative', locked: true });
  expect(recordOf(run(mark, { type: 'unmarkedNegative', key }))).toBeUndefined();
});

test('segments keep their values, whatever is added later', () => {
  const code = { scheme: 'SCT', value: '1', meaning: 'x' };
  const state = run(
    { type: 'segmentsAdded', segments: [{ name: 'Ventricle ' }, { name: 'Choroid' }] },
    { type: 'segmentsAdded', segments: [{ name: 'choroid', type: code }, { name: 'ventricle' }] },
    { type: 'segmentsAdded', segments: [{ name: 'Choroid', type: { ...code, value: '2' } }] },
  );
  expect(state.segments.map(({ index, name, type }) => [index, name, type?.value])).toEqual([
    [1, 'Ventricle', undefined],
    [2, 'Choroid', '1'],
    [3, 'Choroid', '2'],
  ]);
});

test('a new segment takes no value that another one has, even in a table with gaps', () => {
  const state = { ...emptyReview, segments: [{ index: 2, name: 'Choroid' }] };
  const segments = ['Ventricle', 'Falx'].map((name) => ({ name }));
  const added = apply(state, { type: 'segmentsAdded', segments });
  expect(added.segments.map(({ index }) => index)).toEqual([2, 1, 3]);
});

describe('a saved review', () => {
  const state = run(drawn(KEYS[0], 1, 0, 2, 0));
  const damaged = (change: object) =>
    JSON.stringify({ ...state, records: { [KEYS[0]]: { ...state.records[KEYS[0]], ...change } } });

  test.each([
    ['no JSON', '{', /not JSON/],
    ['another version', JSON.stringify({ ...state, version: 0 }), /version 0; this program reads version 1/],
    ['an unknown status', damaged({ status: 'maybe' }), /status/],
    ['a status that is not locked as it must be', damaged({ locked: false }), /locked/],
    ['a mask that is too short', damaged({ mask: { rows: 2, columns: 2, runs: [1, 3] } }), /runs/],
    [
      'a mask that fills the memory',
      damaged({ mask: { rows: 60_000, columns: 60_000, runs: [1, 3.6e9] } }),
      /at most 268435456 pixels/,
    ],
    [
      'a mask of more rows than an image has',
      damaged({ mask: { rows: 1e9, columns: 1, runs: [1, 1e9] } }),
      /rows/,
    ],
    [
      'two segments of one value',
      JSON.stringify({ ...state, segments: ['a', 'b'].map((name) => ({ index: 1, name })) }),
      /one index/,
    ],
    ['a foreign key', damaged({ key: '1.2.9#1' }), /its own key/],
    ['an id of the viewer as key', damaged({ key: 'wadors:x' }), /SOP Instance UID/],
  ])('with %s is refused in words', (_, text, message) => {
    expect(() => parseReview(text)).toThrow(message);
  });
});
