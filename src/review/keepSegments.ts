import type { PackedMask } from './PackedMask';

/** The mask with only some of its segments; the pixels of the others become background. */
export function keepSegments({ rows, columns, runs }: PackedMask, kept: ReadonlySet<number>): PackedMask {
  const result: number[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const value = kept.has(runs[i]) ? runs[i] : 0;
    if (result.length > 0 && result[result.length - 2] === value) result[result.length - 1] += runs[i + 1];
    else result.push(value, runs[i + 1]);
  }
  return { rows, columns, runs: result };
}
