import type { PackedMask } from './PackedMask';

/** Whether a labelmap holds the same values as a packed mask; compares without unpacking. */
export function maskEquals({ rows, columns, runs }: PackedMask, values: ArrayLike<number>): boolean {
  if (values.length !== rows * columns) return false;
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const value = runs[i];
    for (const end = at + runs[i + 1]; at < end; at++) if (values[at] !== value) return false;
  }
  return true;
}
