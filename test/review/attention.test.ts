import { seededRandom } from '../../src/data/random';
import type { JudgedImage } from '../../src/review/attention';
import { rateAttention } from '../../src/review/attention';
import { maskDice } from '../../src/review/maskDice';
import { maskShape } from '../../src/review/maskShape';
import { packMask } from '../../src/review/packMask';

const [ROWS, COLUMNS] = [7, 5];

function randomMask(seed: number, share: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: ROWS * COLUMNS }, () =>
    random() < share ? 1 + Math.floor(2 * random()) : 0,
  );
}

test.each([0, 0.2, 0.6, 1])('masks are measured on their runs as on their pixels (%s marked)', (share) => {
  const [a, b] = [randomMask(3, share), randomMask(4, share)];
  const marked = [...a].flatMap((value, i) => (value > 0 ? [i] : []));
  const mean = (of: (i: number) => number) =>
    marked.length === 0 ? 0 : marked.reduce((sum, i) => sum + of(i), 0) / marked.length;
  const shape = maskShape(packMask(a, ROWS, COLUMNS));
  expect(shape.pixels).toBe(marked.length);
  expect(shape.row).toBeCloseTo(
    mean((i) => Math.floor(i / COLUMNS)),
    10,
  );
  expect(shape.column).toBeCloseTo(
    mean((i) => i % COLUMNS),
    10,
  );
  const both = a.filter((value, i) => value > 0 && value === b[i]).length;
  const total = a.filter(Boolean).length + b.filter(Boolean).length;
  const dice = maskDice(packMask(a, ROWS, COLUMNS), packMask(b, ROWS, COLUMNS));
  expect(dice).toBeCloseTo(total === 0 ? 1 : (2 * both) / total, 10);
});

test('masks of different sizes do not overlap', () => {
  expect(maskDice(packMask(new Uint8Array(6), 2, 3), packMask(new Uint8Array(6), 3, 2))).toBe(0);
});

/** A mask of the middle of a structure, as sure as its neighbours. */
const calm: JudgedImage = {
  shape: { pixels: 100, row: 0, column: 0 },
  confidence: 0.95,
  known: false,
  likeNext: 0.95,
  unchanged: null,
};
const empty: JudgedImage = { ...calm, shape: { pixels: 0, row: 0, column: 0 }, confidence: 0.8 };

describe('a mask needs the reader more', () => {
  const needOf = (change: Partial<JudgedImage>) => rateAttention([calm, { ...calm, ...change }, calm])[1];
  const { need } = needOf({});

  test('if its outline is unsure', () => {
    expect(needOf({ confidence: 0.5 })).toMatchObject({ reason: 'unsure' });
    expect(needOf({ confidence: 0.5 }).need).toBeGreaterThan(need);
    expect(needOf({ confidence: null }).need).toBeGreaterThan(need);
  });

  test('if it differs from its neighbours', () => {
    expect(needOf({ likeNext: 0.1 })).toMatchObject({ reason: 'differs' });
    expect(needOf({ likeNext: 0.1 }).need).toBeGreaterThan(need);
  });

  test('if the structure ends beside a large mask, but not far from it', () => {
    const [, beside, far] = rateAttention([
      { ...calm, likeNext: 0 },
      { ...empty, likeNext: 1 },
      { ...empty, likeNext: 1 },
      empty,
    ]);
    expect(beside.reason).toBe('ends');
    expect(beside.need).toBeGreaterThan(far.need);
    expect(far).toMatchObject({ reason: undefined });
  });

  test('and says so if only the round before was different', () => {
    expect(needOf({ unchanged: 0.5 })).toEqual({ need, reason: 'changed' });
  });
});

test('masks of the reader need nothing, and neither do images without a mask', () => {
  const [drawn, none] = rateAttention([
    { ...calm, known: true, confidence: 0 },
    { ...calm, shape: undefined, likeNext: null },
  ]);
  expect([drawn.need, none.need]).toEqual([0, 0]);
});

test('an empty mask on the only image of a series is unknown, however sure the network is', () => {
  const [{ need }] = rateAttention([{ ...empty, confidence: 1, likeNext: null }]);
  expect(need).toBe(0.5);
});
