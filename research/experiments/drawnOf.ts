import type { Example } from '../../src/data/Image';
import { shownIn } from './stack';

/**
 * Indices of the drawn slices: by default every eighth with the structure, starting with the fourth, and one
 * beyond each end of it.
 */
export function drawnOf(slices: readonly Example[], every: number): Set<number> {
  const shown = shownIn(slices);
  const drawn = new Set(shown.filter((_, i) => i % every === Math.ceil(every / 2) - 1));
  for (const z of [Math.floor(shown[0] / 2), Math.ceil((shown[shown.length - 1] + slices.length) / 2)]) {
    if (slices[z] && !slices[z].labelmap.includes(1)) drawn.add(z);
  }
  return drawn;
}
