import type { PackedMask } from './PackedMask';

/**
 * The mask with each value replaced; neighbouring runs that become equal are joined.
 *
 * @param valueOf the new value of a segment's value or of 0, the background; 0..255
 */
export function relabelMask(
  { rows, columns, runs }: PackedMask,
  valueOf: (value: number) => number,
): PackedMask {
  const result: number[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const value = valueOf(runs[i]);
    if (result.length > 0 && result[result.length - 2] === value) result[result.length - 1] += runs[i + 1];
    else result.push(value, runs[i + 1]);
  }
  return { rows, columns, runs: result };
}
