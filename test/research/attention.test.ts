import { rateVolume } from '../../research/attention/rateVolume';
import { spearman } from '../../research/attention/spearman';

test('the rank correlation shares ranks among ties', () => {
  expect(spearman([1, 2, 3, 4], [10, 20, 30, 1000])).toBe(1);
  expect(spearman([1, 2, 3], [3, 2, 1])).toBe(-1);
  // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
  expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 10);
  expect(spearman([1, 1], [1, 2])).toBe(0);
});

test('a volume is rated as in the viewer: without its drawn slices, and by their masks', () => {
  const mask = (...pixels: number[]) =>
    Uint8Array.from({ length: 9 }, (_, i) => (pixels.includes(i) ? 1 : 0));
  const slice = { rows: 3, columns: 3, truth: mask(4, 5), drawn: false, confidence: 0.9 };
  const [like, unlike, none] = rateVolume([
    { ...slice, labelmap: mask(4, 5), drawn: true, confidence: null },
    { ...slice, labelmap: mask(4, 5) },
    { ...slice, labelmap: mask(0, 1) },
    { ...slice, labelmap: mask(), truth: mask() },
  ]);
  expect(unlike.need).toBeGreaterThan(like.need);
  expect([like.dice, unlike.dice, none.dice]).toEqual([1, 0, 1]);
  expect([like.empty, none.empty]).toEqual([false, true]);
});
