import { mapSegments } from '../../src/data/mapSegments';
import { seededRandom } from '../../src/data/random';
import { countPixels } from '../../src/review/countPixels';
import { maskEquals } from '../../src/review/maskEquals';
import { packMask } from '../../src/review/packMask';
import { sameMask } from '../../src/review/sameMask';
import { unpackMask } from '../../src/review/unpackMask';

test('a packed mask is the labelmap again, and tells every other one apart', () => {
  const random = seededRandom(3);
  for (let trial = 0; trial < 50; trial++) {
    const [rows, columns] = [1 + Math.floor(random() * 5), 1 + Math.floor(random() * 5)];
    const values = Uint8Array.from({ length: rows * columns }, () => (random() < 0.5 ? 0 : 255 * random()));
    const packed = packMask(values, rows, columns);
    expect(unpackMask(packed)).toEqual(values);
    expect(maskEquals(packed, values)).toBe(true);
    const other = values.slice();
    other[Math.floor(random() * other.length)] ^= 1;
    expect(maskEquals(packed, other)).toBe(false);
    expect(sameMask(packed, packMask(other, rows, columns))).toBe(false);
    expect(sameMask(packed, packMask(values, rows, columns))).toBe(true);
    expect(maskEquals(packed, values.slice(1))).toBe(false);
  }
});

test('segments are counted by value, however often they begin anew', () => {
  expect(countPixels(packMask([0, 2, 2, 0, 1, 2], 2, 3))).toEqual([
    { index: 1, pixels: 1 },
    { index: 2, pixels: 3 },
  ]);
});

test('values of one labelmap become those of another that lists the segments in another order', () => {
  const choroid = { scheme: 'SCT', value: '80621003', meaning: 'Choroid plexus' };
  const from = [
    { index: 1, name: 'Ventricle' },
    { index: 2, name: 'Choroid', type: choroid },
    { index: 3, name: 'Pons' },
  ];
  const to = [
    { index: 4, name: 'choroid' },
    { index: 9, name: 'Ventricle' },
  ];
  expect([...mapSegments(from, to).slice(0, 5)]).toEqual([0, 9, 4, 0, 0]);
});

test('a name with two codes is two segments', () => {
  const code = (value: string) => ({ scheme: 'SCT', value, meaning: value });
  const list = [
    { index: 1, name: 'Lesion', type: code('a') },
    { index: 2, name: 'Lesion', type: code('b') },
  ];
  expect(mapSegments([{ index: 5, name: 'lesion', type: code('b') }], list)[5]).toBe(2);
  expect(mapSegments([{ index: 5, name: 'lesion', type: code('c') }], list)[5]).toBe(0);
});
