import type { MaskInfo } from '../files/MaskCoding';
import { isColoured } from '../files/MaskCoding';

/** What {@link MaskFolder} needs to know of a mask. */
export interface FoundMask extends MaskInfo {
  file: string;
  /** Voxel values, row by row. */
  values: Float32Array;
  columns: number;
}

/** How often a value occurs. */
export interface ValueCount {
  /** Pixels with the value. */
  count: number;
  /** Those with the same value above, below, left and right. Blurred edges have few. */
  flat: number;
}

/** Distinct values that are counted; more occur in photographs only. */
const MAX_VALUES = 70_000;
/** Neighbours in a JPEG file count as equal up to this difference. */
const LOSSY = 6;

/** Collects what values the masks of a folder hold. */
export class MaskFolder {
  /** Values other than 0, with the coding that they occur in. */
  readonly values = new Map<number, ValueCount>();
  /** Masks with foreground, in the given order. */
  readonly masks: (MaskInfo & { file: string; distinct: readonly number[] })[] = [];
  /** Number of masks without foreground. */
  empty = 0;
  /** The first value that is no whole number. */
  fraction: { file: string; value: number } | undefined;
  /** Foreground pixels of coloured masks by their bright channels: 4 for red + 2 for green + 1 for blue. */
  readonly hues: number[] = new Array<number>(8).fill(0);

  add({ file, values, columns, coding, names, codes }: FoundMask): void {
    const distinct = new Set<number>();
    const tolerance = coding.startsWith('lossy') ? LOSSY : 0;
    const coloured = isColoured(coding);
    const isNear = (i: number, j: number) =>
      j < 0 || j >= values.length || Math.abs(values[i] - values[j]) <= tolerance;
    values.forEach((value, i) => {
      if (value === 0) return;
      if (value % 1 !== 0) this.fraction ??= { file, value };
      if (distinct.size < MAX_VALUES) distinct.add(value);
      if (coloured) {
        const hue =
          (value >> 16 > 127 ? 4 : 0) + (((value >> 8) & 255) > 127 ? 2 : 0) + ((value & 255) > 127 ? 1 : 0);
        this.hues[hue]++;
      }
      let found = this.values.get(value);
      if (!found) {
        if (this.values.size >= MAX_VALUES) return;
        found = { count: 0, flat: 0 };
        this.values.set(value, found);
      }
      found.count++;
      if (isNear(i, i - 1) && isNear(i, i + 1) && isNear(i, i - columns) && isNear(i, i + columns))
        found.flat++;
    });
    if (distinct.size === 0) this.empty++;
    else this.masks.push({ file, coding, names, codes, distinct: [...distinct].sort((a, b) => a - b) });
  }
}
