import type { CaseSlice } from '../cases/Case';
import { spread } from '../../src/data/spread';

/**
 * Slices without the structure are shown to the training, too: this share of those with it, and at least two.
 */
const EMPTY_SHARE = 0.25;
const MIN_EMPTY = 2;

/**
 * Indices, ascending, of the slices of a labelled case that train: those with a mask, and some without one,
 * spread over the rest of the volume, which teach where nothing is.
 *
 * @param most at most this many with a mask, evenly spread; undefined for all
 */
export function chooseSlices(slices: readonly CaseSlice[], most?: number): number[] {
  const all = slices.map((_, index) => index);
  const drawn = all.filter((index) => slices[index].labelmap.some((label) => label > 0));
  const empty = all.filter((index) => !drawn.includes(index));
  // A volume without the structure, or an empty 2-D image, shows as much as a usual one.
  const chosen = drawn.length === 0 ? [] : spread(drawn, most ?? drawn.length);
  const count = Math.max(MIN_EMPTY, Math.round(EMPTY_SHARE * chosen.length));
  return [...chosen, ...spread(empty, count)].sort((a, b) => a - b);
}
