import type { PackedMask } from './PackedMask';

/** Whether a mask marks no pixel. */
export function isEmpty({ runs }: PackedMask): boolean {
  for (let i = 0; i < runs.length; i += 2) if (runs[i] > 0) return false;
  return true;
}
