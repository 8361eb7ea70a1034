import type { MaskFolder } from './MaskFolder';

/** The values of all folders other than 0, ascending. */
export function valuesIn(folders: readonly MaskFolder[]): number[] {
  return [...new Set(folders.flatMap(({ values }) => [...values.keys()]))].sort((a, b) => a - b);
}

/** Values in a message: up to 8, otherwise the ends; with the background. */
export function listed(values: readonly number[]): string {
  return values.length <= 8 ? [0, ...values].join(', ') : `0 to ${values[values.length - 1]}`;
}
