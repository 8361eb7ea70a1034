import type { PackedMask } from './PackedMask';

/**
 * Packs a labelmap into runs.
 *
 * @param values segment value of each pixel, 0..255, row by row
 * @throws RangeError when the number of values is not rows x columns
 */
export function packMask(values: ArrayLike<number>, rows: number, columns: number): PackedMask {
  if (values.length !== rows * columns) {
    throw new RangeError(`packMask: ${values.length} values for an image of ${rows} x ${columns} pixels`);
  }
  const runs: number[] = [];
  for (let start = 0; start < values.length;) {
    const value = values[start];
    let end = start + 1;
    while (end < values.length && values[end] === value) end++;
    runs.push(value, end - start);
    start = end;
  }
  return { rows, columns, runs };
}
