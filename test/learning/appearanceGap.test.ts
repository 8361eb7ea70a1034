import { normal, seededRandom } from '../../src/data/random';
import { appearanceGap, augmentationFor } from '../../src/learning/appearanceGap';

const SIZE = 32;

/** A bright disc, a little further right from one to the next, in noise. */
function disc(shift: number, noise = 0.05) {
  const random = seededRandom(shift + 1);
  const image = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    const inside = Math.hypot(Math.floor(i / SIZE) - 16, (i % SIZE) - 14 - shift) < 9;
    return (inside ? 0.5 : -0.5) + noise * normal(random);
  });
  return { caseId: String(shift), image, labels: new Uint8Array(SIZE * SIZE) };
}

const negative = (pair: ReturnType<typeof disc>) => ({ ...pair, image: pair.image.map((value) => -value) });
const examples = [disc(0), disc(2)];

describe('the gap between examples and images to predict', () => {
  it('is none where these look alike, wherever the disc lies', () => {
    const gap = appearanceGap(examples, [disc(1), disc(3), disc(5)], SIZE);
    expect(gap).toEqual({ inverted: 0, noisier: 0 });
    expect(augmentationFor(gap)).toEqual({});
  });

  it('tells inverted and noisier images, and what to vary for them', () => {
    const gap = appearanceGap(examples, [negative(disc(1)), disc(3), disc(4, 0.3), disc(5)], SIZE);
    expect(gap).toEqual({ inverted: 0.25, noisier: 0.25 });
    expect(Object.keys(augmentationFor(gap)).sort()).toEqual(['blur', 'inversion', 'noise']);
    expect(augmentationFor({ inverted: 0.05, noisier: 0.05 })).toEqual({});
  });

  it('is none where there is nothing to compare', () => {
    const flat = { ...disc(0), image: new Float32Array(SIZE * SIZE) };
    expect(appearanceGap(examples, [], SIZE)).toEqual({ inverted: 0, noisier: 0 });
    expect(appearanceGap([flat], [flat], SIZE)).toEqual({ inverted: 0, noisier: 0 });
  });
});
