import type { PackedMask } from './PackedMask';
import { relabelMask } from './relabelMask';

/** The mask with only some of its segments; the pixels of the others become background. */
export function keepSegments(mask: PackedMask, kept: ReadonlySet<number>): PackedMask {
  return relabelMask(mask, (value) => (kept.has(value) ? value : 0));
}
