import type { PackedMask } from './PackedMask';

/**
 * The segments in a mask and their numbers of pixels, in the order of their values; empty for a mask without
 * foreground.
 */
export function countPixels({ runs }: PackedMask): { index: number; pixels: number }[] {
  const counts = new Map<number, number>();
  for (let i = 0; i < runs.length; i += 2) {
    if (runs[i] > 0) counts.set(runs[i], (counts.get(runs[i]) ?? 0) + runs[i + 1]);
  }
  return [...counts].map(([index, pixels]) => ({ index, pixels })).sort((a, b) => a.index - b.index);
}
