import { looksOf, matchingNormalisation } from '../../src/data/contrast';
import { fitNormalisation, normalise } from '../../src/data/normalisation';
import { normal, seededRandom } from '../../src/data/random';

const SIZE = 32;

/** A bright disc, a little further right from one to the next, in noise; modality values from about 100 to 900. */
function disc(shift: number): Float32Array {
  const random = seededRandom(shift + 1);
  return Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const inside = Math.hypot(Math.floor(i / SIZE) - 16, (i % SIZE) - 12 - shift) < 9;
    return (inside ? 800 : 200) + 30 * normal(random);
  });
}

const asImage = (pixels: Float32Array) => ({ pixels, rows: SIZE, columns: SIZE });
const sampled = (pixels: Float32Array) => ({ image: asImage(pixels), sample: pixels });
const negative = (pixels: Float32Array) => pixels.map((value) => 1000 - value);

describe('negatives of what the examples look like', () => {
  const looks = looksOf([0, 2, 4].map((shift) => sampled(disc(shift))));

  it('are turned back, and look then as they would have', () => {
    const pixels = disc(3);
    const turned = matchingNormalisation([asImage(negative(pixels))], negative(pixels), { looks });
    expect(turned.inverted).toBe(true);
    const values = normalise(negative(pixels), turned);
    const expected = normalise(pixels, fitNormalisation(pixels));
    values.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 3));
  });

  it('are what most images of a series are, or none of it is turned', () => {
    const [upright, turned] = [disc(1), negative(disc(3))];
    const of = (images: Float32Array[]) =>
      matchingNormalisation(images.map(asImage), images[0], { looks, intensities: 'equalised' }).inverted;
    expect(of([upright, upright, turned])).toBeFalsy();
    expect(of([turned, turned, upright])).toBe(true);
  });

  it('leave other images as they are', () => {
    const pixels = disc(1);
    expect(matchingNormalisation([asImage(pixels)], pixels, { looks })).toEqual(fitNormalisation(pixels));
    expect(matchingNormalisation([asImage(pixels)], pixels, {})).toEqual(fitNormalisation(pixels));
    const flat = new Float32Array(SIZE * SIZE).fill(7);
    expect(matchingNormalisation([asImage(flat)], flat, { looks }).inverted).toBeFalsy();
  });

  it('cannot be told where the examples are negatives of each other, or there is only one', () => {
    expect(looksOf([disc(0), disc(2), negative(disc(1))].map(sampled))).toEqual([]);
    expect(looksOf([sampled(disc(0))])).toEqual([]);
  });
});
