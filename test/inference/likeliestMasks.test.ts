import { seededRandom } from '../../src/data/random';
import { likeliestMasks } from '../../src/inference/likeliestMasks';

/** [pixels, 2] from the probability of the only segment at each pixel. */
const binary = (...values: number[]) => Float32Array.from(values.flatMap((p) => [1 - p, p]));
const SHOWN = new Set([1]);

describe('the masks with the highest expected Dice', () => {
  it('reach below one half where nothing is surer, and only on images that show the segment', () => {
    const doubtful = binary(0.4, 0.4, 0.3, 0.02, 0.02, 0.02);
    expect([...likeliestMasks(doubtful, 2, SHOWN)]).toEqual([1, 1, 1, 0, 0, 0]);
    expect([...likeliestMasks(doubtful, 2, new Set())]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...likeliestMasks(binary(0.99, 0.98, 0.3, 0.01, 0.01), 2, SHOWN)]).toEqual([1, 1, 0, 0, 0]);
    // No trace of it.
    expect([...likeliestMasks(binary(0.05, 0.04, 0.01), 2, SHOWN)]).toEqual([0, 0, 0]);
  });

  it('give a pixel to the segment that is furthest above its own threshold', () => {
    // The second segment is doubtful everywhere, the first is sure at the first pixel.
    const values = Float32Array.from([0.01, 0.95, 0.04, 0.55, 0.1, 0.35, 0.6, 0.1, 0.3, 0.96, 0.02, 0.02]);
    expect([...likeliestMasks(values, 3, new Set([1, 2]))]).toEqual([1, 2, 2, 0]);
  });

  it('have a higher mean Dice than masks at one half, on masks drawn with these probabilities', () => {
    const random = seededRandom(7);
    const diceOf = (mask: ArrayLike<number>, truth: ArrayLike<number>) => {
      let [both, all] = [0, 0];
      for (let i = 0; i < mask.length; i++) {
        both += mask[i] * truth[i];
        all += mask[i] + truth[i];
      }
      return all === 0 ? 1 : (2 * both) / all;
    };
    let gain = 0;
    for (let round = 0; round < 50; round++) {
      const chances = Array.from({ length: 400 }, () => random() ** 3);
      const values = binary(...chances);
      const truth = chances.map((p) => (random() < p ? 1 : 0));
      gain +=
        diceOf(likeliestMasks(values, 2, SHOWN), truth) - diceOf(likeliestMasks(values, 2, new Set()), truth);
    }
    expect(gain / 50).toBeGreaterThan(0.01);
  });
});
