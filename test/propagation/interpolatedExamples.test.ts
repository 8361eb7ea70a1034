import type { Example } from '../../src/data/Image';
import { interpolatedExamples } from '../../src/propagation/interpolatedExamples';
import { StackRegistration } from '../../src/propagation/StackRegistration';
import { meanDice } from '../../src/learning/dice';
import { phantomExample } from '../support/phantom';

/** Relabels the pixels to the right of a column, so that an example shows two segments. */
function split({ image, labelmap }: Example, column: number): Example {
  const { columns } = image;
  return { image, labelmap: labelmap.map((label, i) => (label && i % columns >= column ? 2 : label)) };
}

const at = (z: number) => phantomExample(z);
const drawn = [-8, -4, 0, 4, 8].map(at);

describe('examples that nobody drew', () => {
  it('have the outlines interpolated between the drawn ones, close to the truth', () => {
    const between = [-6, -2, 2, 6].map(at);
    const guessed = interpolatedExamples(
      drawn,
      between.map(({ image }) => image),
    );
    expect(guessed.map(({ image }) => image.id)).toEqual(between.map(({ image }) => image.id));
    guessed.forEach(({ labelmap }, i) =>
      expect(meanDice(labelmap, between[i].labelmap, [1])).toBeGreaterThan(0.85),
    );
  });

  it('are none beyond the drawn ones, or of another series', () => {
    const outside = [at(-10).image, at(10).image, { ...at(2).image, seriesId: 'another' }];
    expect(interpolatedExamples(drawn, outside)).toEqual([]);
  });

  it('are none where one segment of the series cannot be interpolated: it would count as background', () => {
    const { columns } = drawn[0].image;
    const two = drawn.map((example) => split(example, columns / 2));
    const guessed = interpolatedExamples(two, [at(2).image]);
    expect(new Set(guessed[0].labelmap)).toEqual(new Set([0, 1, 2]));
    const once = drawn.map((example, i) => (i === 2 ? split(example, columns / 2) : example));
    expect(interpolatedExamples(once, [at(2).image])).toEqual([]);
  });

  it('register only the slices around a gap, however many masks are known', () => {
    const known = Array.from({ length: 25 }, (_, i) => at(i - 12)).filter((_, i) => i !== 12);
    const propagate = jest.spyOn(StackRegistration.prototype, 'propagate');
    const [guessed] = interpolatedExamples(known, [at(0).image]);
    expect(meanDice(guessed.labelmap, at(0).labelmap, [1])).toBeGreaterThan(0.9);
    // Two slices left out and the gap itself, each from both sides; a test of all slices takes 44.
    expect(propagate.mock.calls.length).toBeLessThanOrEqual(6);
    propagate.mockRestore();
  });
});
