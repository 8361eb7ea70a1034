import type { CaseSlice } from '../cases/Case';
import { spread } from '../../src/data/spread';

/** Slices without the structure that also train, as a share of those with it; at least two. */
const EMPTY_SHARE = 0.25;
const MIN_EMPTY = 2;

/**
 * Ascending indices of the training slices of a labelled case: those with a mask, and some without one,
 * spread over the rest of the volume, so that the network also learns where the structure is absent.
 *
 * @param most maximum number of slices with a mask, evenly spread; undefined for all
 */
export function chooseSlices(slices: readonly CaseSlice[], most?: number): number[] {
  const all = slices.map((_, index) => index);
  const drawn = all.filter((index) => slices[index].labelmap.some((label) => label > 0));
  const empty = all.filter((index) => !drawn.includes(index));
  // A volume without the structure, or an empty 2-D image, contributes as many slices as any other.
  const chosen = drawn.length === 0 ? [] : spread(drawn, most ?? drawn.length);
  const count = Math.max(MIN_EMPTY, Math.round(EMPTY_SHARE * chosen.length));
  return [...chosen, ...spread(empty, count)].sort((a, b) => a - b);
}
