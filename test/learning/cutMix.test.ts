import { seededRandom } from '../../src/data/random';
import { cutMix } from '../../src/learning/cutMix';
import type { FieldPair } from '../../src/learning/FieldExample';

const SIZE = 16;

/** A pair whose every value is its own number. */
const pair = (number: number, known?: Uint8Array): FieldPair => ({
  caseId: `${number}`,
  image: new Float32Array(SIZE * SIZE * 3).fill(number),
  labels: new Uint8Array(SIZE * SIZE).fill(number),
  ...(known && { known }),
});

describe('parts of other images', () => {
  it('replace rectangles of image and labels alike, in new arrays', () => {
    const pairs = [1, 2, 3, 4].map((number) => pair(number));
    const mixed = Array.from({ length: 20 }, (_, seed) => cutMix(pairs, 1, SIZE, seededRandom(seed))).flat();
    const strange = mixed.filter(({ labels, caseId }) => labels.some((label) => label !== Number(caseId)));
    expect(strange.length).toBeGreaterThan(40);
    for (const { image, labels, caseId } of strange) {
      labels.forEach((label, i) =>
        expect([...image.subarray(3 * i, 3 * i + 3)]).toEqual(Array(3).fill(label)),
      );
      const pasted = [...labels.keys()].filter((i) => labels[i] !== Number(caseId));
      const rows = new Set(pasted.map((i) => Math.floor(i / SIZE)));
      const columns = new Set(pasted.map((i) => i % SIZE));
      expect(pasted).toHaveLength(rows.size * columns.size);
      expect(Math.max(rows.size, columns.size)).toBeLessThanOrEqual(10);
    }
    pairs.forEach(({ labels, caseId }) => expect([...new Set(labels)]).toEqual([Number(caseId)]));
  });

  it('bring along what is known of them, and are none with a share of 0', () => {
    const unknown = pair(1, new Uint8Array(SIZE * SIZE));
    const pairs = [unknown, pair(2)];
    expect(cutMix(pairs, 0, SIZE, seededRandom(1))).toEqual(pairs);
    const mixed = Array.from({ length: 20 }, (_, seed) => cutMix(pairs, 1, SIZE, seededRandom(seed))).flat();
    for (const { labels, known } of mixed) {
      labels.forEach((label, i) => expect(known ? known[i] : 1).toBe(label === 2 ? 1 : 0));
    }
  });
});
