import { correctMask, type Correction } from '../../src/correction/correctMask';
import { seededRandom } from '../../src/data/random';

const SIZE = 96;
const MIDDLE = SIZE / 2;
const RADIUS = 18;
const CONTRAST = 100;

const disc = (row: number, column: number, radius: number, size = SIZE) =>
  Uint8Array.from({ length: size * size }, (_, i) =>
    Math.hypot(Math.floor(i / size) - row, (i % size) - column) < radius ? 1 : 0,
  );
const DISC = disc(MIDDLE, MIDDLE, RADIUS);

/** A bright structure with noise of a given standard deviation. */
function imageOf(truth: Uint8Array, noise: number, size = SIZE) {
  const random = seededRandom(5);
  const gauss = () => 2 * (random() + random() + random() - 1.5);
  const pixels = Float32Array.from(truth, (value) => CONTRAST * value + noise * gauss());
  return { rows: size, columns: size, pixels };
}

/** An upright stroke. */
const stroke = (column: number, length: number, add: boolean, segment = 1): Correction => ({
  points: [
    { row: MIDDLE - length / 2, column },
    { row: MIDDLE + length / 2, column },
  ],
  radius: 1.5,
  add,
  segment,
});

function dice(a: Uint8Array, b: Uint8Array): number {
  const both = a.reduce((sum, value, i) => sum + (value && b[i] ? 1 : 0), 0);
  return (2 * both) / [...a, ...b].filter(Boolean).length;
}

const LEFT_HALF = DISC.map((value, i) => (i % SIZE < MIDDLE ? value : 0));
/** The disc with a leak into the background beside it. */
const LEAK = disc(MIDDLE, MIDDLE + 26, 12).map((value, i) => value | DISC[i]);

describe.each([10, 40])('with noise of %i % of the contrast', (noise) => {
  test('one stroke in a missing half recovers the disc', () => {
    const { labelmap } = correctMask(imageOf(DISC, noise), LEFT_HALF, stroke(MIDDLE + 8, 16, true));
    expect(dice(LEFT_HALF, DISC)).toBeLessThan(0.7);
    expect(dice(labelmap, DISC)).toBeGreaterThan(0.97);
  });

  test('one stroke in a leak removes it and leaves the disc', () => {
    const { labelmap } = correctMask(imageOf(DISC, noise), LEAK, stroke(MIDDLE + 28, 14, false));
    expect(dice(LEAK, DISC)).toBeLessThan(0.85);
    expect(dice(labelmap, DISC)).toBeGreaterThan(0.97);
  });
});

test('a leak that looks like the structure is cut off at its neck', () => {
  const { labelmap } = correctMask(imageOf(LEAK, 10), LEAK, stroke(MIDDLE + 28, 14, false));
  expect(dice(labelmap, DISC)).toBeGreaterThan(0.93);
});

test('colours are told apart where all are equally bright', () => {
  const { rows, columns, pixels } = imageOf(DISC, 20);
  const rgb = Float32Array.from({ length: 3 * pixels.length }, (_, i) =>
    i % 3 === 0 ? pixels[Math.floor(i / 3)] : i % 3 === 1 ? -pixels[Math.floor(i / 3)] : 7,
  );
  const image = { rows, columns, channels: 3 as const, pixels: rgb };
  expect(dice(correctMask(image, LEFT_HALF, stroke(MIDDLE + 8, 16, true)).labelmap, DISC)).toBeGreaterThan(
    0.97,
  );
});

test('add never removes, remove never adds, other segments keep what is not under the stroke, and nothing far away changes', () => {
  const random = seededRandom(9);
  for (let n = 0; n < 20; n++) {
    const image = imageOf(DISC, 60 * random());
    const stripes = 3 * random();
    const mask = DISC.map((value, i) => (i % 7 < stripes ? 0 : value * (i % SIZE > MIDDLE ? 2 : 1)));
    const [start, end] = [0, 1].map(() => ({ row: SIZE * random(), column: SIZE * random() }));
    const extent = Math.hypot(end.row - start.row, end.column - start.column);
    const add = n % 2 === 0;
    const correction = { points: [start, end], radius: 1.5, add, segment: 1 };
    const { labelmap, known } = correctMask(image, mask, correction);
    const away = (i: number) =>
      Math.min(
        ...Array.from({ length: 65 }, (_, k) =>
          Math.hypot(
            Math.floor(i / SIZE) - start.row - (k / 64) * (end.row - start.row),
            (i % SIZE) - start.column - (k / 64) * (end.column - start.column),
          ),
        ),
      );
    const wrong = [...labelmap.keys()].filter((i) => {
      if (labelmap[i] === mask[i]) return false;
      const allowed = add ? labelmap[i] === 1 : mask[i] === 1 && labelmap[i] === 0;
      const reach = mask[i] === 2 ? 3 : Math.max(10, extent + 6) + 4;
      return !allowed || known[i] === 0 || away(i) > reach;
    });
    expect(wrong).toEqual([]);
  }
});

test('the stroke and its surroundings are known, and nothing else', () => {
  const { known } = correctMask(imageOf(DISC, 10), LEFT_HALF, stroke(MIDDLE + 8, 16, true));
  const at = (row: number, column: number) => known[row * SIZE + column];
  expect([at(MIDDLE, MIDDLE + 8), at(MIDDLE, MIDDLE + RADIUS + 1)]).toEqual([1, 1]);
  expect([at(MIDDLE, MIDDLE - 8), at(2, 2), at(MIDDLE, SIZE - 2)]).toEqual([0, 0, 0]);
});

test('a click, a stroke partly outside, and one on an even image change little', () => {
  const even = { rows: SIZE, columns: SIZE, pixels: new Float32Array(SIZE * SIZE) };
  const empty = new Uint8Array(SIZE * SIZE);
  const points = [{ row: MIDDLE, column: MIDDLE }];
  const click = correctMask(even, empty, { points, radius: 1.5, add: true, segment: 3 }).labelmap;
  expect(click[MIDDLE * SIZE + MIDDLE]).toBe(3);
  expect(click.filter(Boolean).length).toBeLessThan(Math.PI * 10 ** 2);
  const outside = [...points, { row: -20, column: MIDDLE }];
  expect(
    correctMask(even, empty, { points: outside, radius: 1.5, add: true, segment: 1 }).labelmap[MIDDLE],
  ).toBe(1);
  const beyond = [{ row: -500, column: -500 }];
  expect(correctMask(even, empty, { points: beyond, radius: 1.5, add: true, segment: 1 }).labelmap).toEqual(
    empty,
  );
});

test('a stroke across a large image is painted, and its surroundings stay as they are', () => {
  const size = 1024;
  const truth = disc(512, 512, 300, size);
  const { labelmap } = correctMask(imageOf(truth, 5, size), new Uint8Array(size * size), {
    points: [
      { row: 300, column: 300 },
      { row: 720, column: 720 },
    ],
    radius: 1.5,
    add: true,
    segment: 1,
  });
  const painted = labelmap.filter(Boolean).length;
  expect(painted).toBeGreaterThan(1000);
  expect(painted).toBeLessThan(3000);
});

test.each([
  ['a mask of another size', new Uint8Array(5), [{ row: 1, column: 1 }], /5 mask pixels/],
  ['a stroke without points', LEFT_HALF, [], /no points/],
])('%s is refused in words', (_, mask, points, message) => {
  const correction = { points, radius: 1.5, add: true, segment: 1 };
  expect(() => correctMask(imageOf(DISC, 1), mask, correction)).toThrow(message);
});
