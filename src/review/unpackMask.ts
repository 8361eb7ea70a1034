import type { PackedMask } from './PackedMask';

/** Unpacks a mask into a new labelmap: the segment value of each pixel, row by row. */
export function unpackMask({ rows, columns, runs }: PackedMask): Uint8Array {
  const values = new Uint8Array(rows * columns);
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    values.fill(runs[i], at, at + runs[i + 1]);
    at += runs[i + 1];
  }
  return values;
}
