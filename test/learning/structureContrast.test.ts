import { structureContrast } from '../../src/learning/structureContrast';

const SIZE = 16;
const square = (inside: (x: number, y: number) => number, around = 0) =>
  Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    return x >= 5 && x < 10 && y >= 5 && y < 10 ? inside(x, y) : around;
  });
const labels = Uint8Array.from(square(() => 1));
/**
 * A ramp over the image does not show the structure: its mean inside and around the structure is the same.
 */
const ramp = Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i % SIZE) / SIZE);

test('a structure that is half as clear has half of the contrast, on whatever it lies', () => {
  const pair = { image: square(() => 0.8), labels };
  expect(structureContrast([pair], [pair.image], SIZE, 2)).toBeCloseTo(1, 5);
  const half = square(() => 0.4).map((value, i) => value + ramp[i]);
  expect(structureContrast([pair], [half], SIZE, 2)).toBeCloseTo(0.5, 2);
  expect(structureContrast([pair], [ramp], SIZE, 2)).toBeCloseTo(0, 2);
});

test('contrasts that are drawn the wrong way round cancel right ones, and each segment counts', () => {
  const bright = { image: square(() => 0.5), labels };
  const dark = { image: square(() => -0.5), labels };
  const always = square(() => 0.5);
  expect(structureContrast([bright, dark], [always, always], SIZE, 2)).toBeCloseTo(0, 5);
  const two = Uint8Array.from(square((x) => (x < 7 ? 1 : 2)));
  const image = square((x) => (x < 7 ? 0.5 : -0.5));
  const onlyFirst = square((x) => (x < 7 ? 0.5 : 0));
  const share = structureContrast([{ image, labels: two }], [onlyFirst], SIZE, 3);
  expect(share).toBeGreaterThan(0.3);
  expect(share).toBeLessThan(0.8);
});

test('nothing to draw is nothing that was drawn', () => {
  const empty = { image: ramp, labels: new Uint8Array(SIZE * SIZE) };
  expect(structureContrast([empty], [ramp], SIZE, 2)).toBe(0);
});
