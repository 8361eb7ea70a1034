import type { PackedMask } from './PackedMask';

/**
 * Dice overlap (0..1) of two masks: pixels with the same segment in both count as overlap. 1 if both are
 * empty, 0 if they differ in size.
 */
export function maskDice(a: PackedMask, b: PackedMask): number {
  if (a.rows !== b.rows || a.columns !== b.columns) return 0;
  let both = 0;
  let total = 0;
  let i = 0;
  let j = 0;
  let leftA = a.runs[1] ?? 0;
  let leftB = b.runs[1] ?? 0;
  while (i < a.runs.length && j < b.runs.length) {
    const count = Math.min(leftA, leftB);
    if (a.runs[i] > 0) total += count;
    if (b.runs[j] > 0) total += count;
    if (a.runs[i] > 0 && a.runs[i] === b.runs[j]) both += count;
    leftA -= count;
    leftB -= count;
    if (leftA === 0) leftA = a.runs[(i += 2) + 1] ?? 0;
    if (leftB === 0) leftB = b.runs[(j += 2) + 1] ?? 0;
  }
  return total === 0 ? 1 : (2 * both) / total;
}
