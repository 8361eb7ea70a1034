import { extendMask } from '../../src/propagation/extendMask';

const SIZE = 64;

/** Two bright discs on a dark background that drift and grow along the stack; in colour if asked. */
function image(z: number, channels: 1 | 3 = 1) {
  const grey = truth(z).map((label) => 40 + 60 * label);
  const pixels = Float32Array.from(
    { length: channels * grey.length },
    (_, i) => grey[Math.floor(i / channels)],
  );
  return { id: `${z}`, seriesId: 's', rows: SIZE, columns: SIZE, channels, pixels };
}

function truth(z: number): Uint8Array {
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIZE), i % SIZE];
    if (Math.hypot(row - 22 - 1.5 * z, column - 22) < 9 + 0.7 * z) return 1;
    return Math.hypot(row - 42, column - 44 + z) < 7 ? 2 : 0;
  });
}

function dice(a: Uint8Array, b: Uint8Array, label: number): number {
  const count = (test: (i: number) => boolean) => [...a.keys()].filter(test).length;
  const both = count((i) => a[i] === label && b[i] === label);
  return (2 * both) / (count((i) => a[i] === label) + count((i) => b[i] === label));
}

test.each([1, 3] as const)('masks follow the structures to both sides, with %d channels', (channels) => {
  const at = (z: number) => image(z, channels);
  const carried = extendMask({
    ...{ image: at(0), labelmap: truth(0) },
    ...{ before: [at(-1), at(-2)], after: [at(1), at(2), at(3)] },
  });
  expect(carried.map(({ id }) => id)).toEqual(['-1', '-2', '1', '2', '3']);
  for (const { id, labelmap } of carried) {
    for (const label of [1, 2]) {
      expect(dice(labelmap, truth(Number(id)), label)).toBeGreaterThan(0.95);
      // Better than a copy of the mask.
      expect(dice(labelmap, truth(Number(id)), label)).toBeGreaterThan(
        dice(truth(0), truth(Number(id)), label),
      );
    }
  }
});
