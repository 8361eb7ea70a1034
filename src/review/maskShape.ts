import type { PackedMask } from './PackedMask';

/** Size and position of a mask's foreground, all segments together. */
export interface MaskShape {
  /** Number of pixels. */
  pixels: number;
  /** Centre in pixels, 0 = centre of the first row or column; 0 for an empty mask. */
  row: number;
  column: number;
}

/** Measures a mask's foreground from its runs, without unpacking it. */
export function maskShape({ runs, columns }: PackedMask): MaskShape {
  let pixels = 0;
  let row = 0;
  let column = 0;
  for (let i = 0, at = 0; i < runs.length; at += runs[i + 1], i += 2) {
    if (runs[i] === 0) continue;
    // A run may span several rows.
    for (let start = at, end = at + runs[i + 1]; start < end;) {
      const y = Math.floor(start / columns);
      const stop = Math.min(end, (y + 1) * columns);
      const count = stop - start;
      pixels += count;
      row += count * y;
      column += count * ((start + stop - 1) / 2 - y * columns);
      start = stop;
    }
  }
  return pixels === 0
    ? { pixels, row: 0, column: 0 }
    : { pixels, row: row / pixels, column: column / pixels };
}
