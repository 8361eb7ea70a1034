import type { PackedMask } from './PackedMask';

/** Whether two packed masks hold the same labelmap. */
export function sameMask(a: PackedMask, b: PackedMask): boolean {
  if (a === b) return true;
  return (
    a.rows === b.rows &&
    a.columns === b.columns &&
    a.runs.length === b.runs.length &&
    a.runs.every((value, i) => value === b.runs[i])
  );
}
