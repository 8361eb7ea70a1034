import { helpfulPlace } from '../../src/review/helpfulPlace';
import { suggestImage, type DrawnPlace } from '../../src/review/suggestImage';

const at = (position: number, pixels = 100): DrawnPlace => ({ position, pixels });
const between = (position: number) => ({ position, place: 'between' });
const beyond = (position: number) => ({ position, place: 'beyond' });

test('the drawn images are spread over the structure: outwards while its ends are open, then in the gaps', () => {
  expect(suggestImage(40, [])).toBeUndefined();
  expect(suggestImage(40, [at(3, 0)])).toBeUndefined();
  expect(suggestImage(40, [at(20)])).toEqual(beyond(24));
  expect(suggestImage(40, [at(20), at(24)])).toEqual(beyond(28));
  // The larger mask of the two is less likely to be near the end of the structure.
  expect(suggestImage(40, [at(20, 90), at(24, 50)])).toEqual(beyond(16));
  expect(suggestImage(40, [at(20), at(24), at(28, 0)])).toEqual(beyond(16));
  expect(suggestImage(40, [at(12, 0), at(16), at(24), at(26), at(28, 0)])).toEqual(between(20));
  // A small mask is near the end, and the series ends, too.
  expect(suggestImage(26, [at(10, 20), at(20), at(25)])).toEqual(between(15));
  expect(suggestImage(4, [at(0), at(1), at(2), at(3)])).toBeUndefined();
});

test('simulated drawing by these suggestions covers a structure of unknown extent', () => {
  const [first, last] = [22, 61];
  const size = (position: number) =>
    position < first || position > last ? 0 : 1000 * Math.sin((Math.PI * (position - first + 1)) / 41);
  const drawn = [at(40, size(40))];
  while (drawn.filter(({ pixels }) => pixels > 0).length < 4) {
    const next = suggestImage(80, drawn);
    if (!next || drawn.length > 8) throw new Error(`no suggestion after ${JSON.stringify(drawn)}`);
    drawn.push(at(next.position, size(next.position)));
  }
  const shown = drawn.filter(({ pixels }) => pixels > 0).map(({ position }) => position);
  const steps = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const farthest = Math.max(...steps.map((p) => Math.min(...shown.map((q) => Math.abs(p - q)))));
  expect(farthest).toBeLessThanOrEqual(11);
});

test('a correction helps most in the middle of images that need one, far from those that are known', () => {
  const one = (need: number, pixels = 100) => ({ need, pixels, proposed: need > 0, known: need === 0 });
  const rate = (...needs: number[]) => needs.map((need) => one(need));
  // Alike everywhere: the middle of the largest gap, not the neediest image beside a known one.
  expect(helpfulPlace(rate(0, 0.2, 0.2, 0, 0.2, 0.2, 0.2, 0.2, 0.2, 0, 0.4, 0))).toBe(6);
  // Beyond the last known one the middle lies further out, and needs count.
  expect(helpfulPlace(rate(0, 0.2, 0.2, 0.2, 0, 0.2, 0.2, 0.2, 0.2, 0.2))).toBe(7);
  expect(helpfulPlace(rate(0, 0.2, 0.6, 0.2, 0, 0.2, 0.02, 0.02, 0.02, 0.02))).toBe(2);
  // Large masks count more than small ones.
  expect(helpfulPlace([one(0), one(0.3), one(0.3), one(0.3), one(0), one(0.3, 400)])).toBe(5);
  // Nothing is known yet.
  expect(helpfulPlace(rate(0.2, 0.2, 0.2, 0.5, 0.2))).toBe(3);
  const rejected = { need: 0, pixels: 0, proposed: false, known: false };
  expect(helpfulPlace([...rate(0, 0.2, 0.3), rejected, ...rate(0.2, 0.2, 0)])).toBe(2);
  expect(helpfulPlace(rate(0, 0.05, 0.05, 0.05, 0))).toBeUndefined();
  expect(helpfulPlace([])).toBeUndefined();
});
