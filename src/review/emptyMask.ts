import type { PackedMask } from './PackedMask';

/** A mask of the same size without foreground. */
export function emptyMask({ rows, columns }: Pick<PackedMask, 'rows' | 'columns'>): PackedMask {
  return { rows, columns, runs: rows * columns === 0 ? [] : [0, rows * columns] };
}
