import { cleanVolume } from '../../src/inference/cleanVolume';

const ROWS = 8;
const COLUMNS = 10;

/** A slice with the given [row, column, segment] pixels set. */
function slice(...pixels: [number, number, number][]): Uint8Array {
  const out = new Uint8Array(ROWS * COLUMNS);
  for (const [row, column, segment] of pixels) out[row * COLUMNS + column] = segment;
  return out;
}
const clean = (slices: (Uint8Array | null)[], drawn: (Uint8Array | null)[]) =>
  cleanVolume({ rows: ROWS, columns: COLUMNS, slices, drawn });

describe('cleanVolume', () => {
  it('keeps what touches a drawn mask, across slices and diagonals, and removes other islands', () => {
    const drawn = slice([2, 2, 1]);
    const result = clean(
      [slice([3, 3, 1], [7, 9, 1]), slice([2, 2, 0]), slice([1, 1, 1], [6, 0, 1])],
      [null, drawn, null],
    );
    expect(result[0]).toEqual(slice([3, 3, 1]));
    expect(result[2]).toEqual(slice([1, 1, 1]));
  });

  it('does not join segments, and judges each by its own anchor', () => {
    // Segment 2 is anchored nowhere: its largest island stays, though it touches segment 1.
    const result = clean([slice([2, 2, 1], [2, 3, 2], [5, 5, 1])], [null]);
    expect(result[0]).toEqual(slice([2, 2, 1], [2, 3, 2], [5, 5, 1]));
    const anchored = clean([slice([2, 3, 2], [5, 5, 1]), null], [null, slice([2, 2, 1])]);
    expect(anchored[0]).toEqual(slice([2, 3, 2]));
  });

  it('without a drawn mask keeps islands of a tenth of the largest and more', () => {
    const large = Array.from({ length: 30 }, (_, i): [number, number, number] => [
      Math.floor(i / 10),
      i % 10,
      1,
    ]);
    const middle: [number, number, number][] = [4, 5, 6].map((column) => [5, column, 1]);
    const result = clean([slice(...large, ...middle, [7, 0, 1])], [null]);
    expect(result[0]).toEqual(slice(...large, ...middle));
  });

  it('never changes a drawn slice, leaves gaps, and names a slice of the wrong size', () => {
    const drawn = slice([0, 0, 1], [7, 9, 1]);
    const predicted = slice([4, 4, 1]);
    const result = clean([predicted, null], [drawn, null]);
    expect(result).toEqual([predicted, null]);
    expect(() => clean([new Uint8Array(3)], [null])).toThrow(/slice 1 has 3 pixels, not 8 x 10/);
  });
});
