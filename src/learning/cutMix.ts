import type { Random } from '../data/random';
import { uniform } from '../data/random';
import type { FieldPair } from './FieldExample';

/** Edges of the part, as a share of the field's edge. */
const [SHORTEST, LONGEST] = [0.2, 0.6];

/**
 * CutMix (Yun et al. 2019; French et al. 2020 for segmentation): replaces a random rectangle of some images
 * by the same rectangle of another image of the batch, with its labels. A structure is then seen without its
 * usual surroundings, and surroundings without the structure.
 *
 * @param share probability that a part of an image is replaced, 0..1
 * @param size edge of the field, pixels
 * @returns new pairs where something was replaced; the others are passed on
 */
export function cutMix(
  pairs: readonly FieldPair[],
  share: number,
  size: number,
  random: Random,
): FieldPair[] {
  return pairs.map((pair) => {
    if (random() >= share) return pair;
    const other = pairs[Math.floor(random() * pairs.length)];
    const [rows, columns] = [0, 0].map(() => Math.round(size * uniform(random, SHORTEST, LONGEST)));
    const top = Math.floor(random() * (size - rows + 1));
    const left = Math.floor(random() * (size - columns + 1));
    const paste = <A extends Float32Array | Uint8Array>(into: A, from: A): A => {
      const channels = into.length / (size * size);
      for (let row = top; row < top + rows; row++) {
        const [first, last] = [row * size + left, row * size + left + columns].map((at) => at * channels);
        into.set(from.subarray(first, last), first);
      }
      return into;
    };
    const known = pair.known ?? other.known;
    const knownOf = (one: FieldPair) => one.known ?? new Uint8Array(size * size).fill(1);
    return {
      caseId: pair.caseId,
      image: paste(pair.image.slice(), other.image),
      labels: paste(pair.labels.slice(), other.labels),
      ...(known && { known: paste(knownOf(pair).slice(), knownOf(other)) }),
    };
  });
}
