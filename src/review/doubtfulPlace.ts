/** A predicted or known mask, in the order of the images of a series. */
export interface RatedImage {
  /** How much the mask needs a look, 0..1; 0 for known ones. */
  need: number;
  /** Whether it is a proposal. */
  proposed: boolean;
}

/** Number of images on each side that learn most from a mask. */
const REACH = 2;
/** Below this mean need around an image, one more mask is no help. */
const NOTABLE = 0.2;

/**
 * Index of the proposal around which the masks need the reader most: a new mask there helps its neighbours,
 * too. Undefined where no place stands out.
 *
 * @param images of one series, in spatial order
 */
export function doubtfulPlace(images: readonly RatedImage[]): number | undefined {
  let best: { index: number; need: number } | undefined;
  images.forEach(({ proposed }, index) => {
    if (!proposed) return;
    const around = images.slice(Math.max(0, index - REACH), index + REACH + 1);
    const need = around.reduce((sum, image) => sum + image.need, 0) / (2 * REACH + 1);
    if (need >= NOTABLE && need > (best?.need ?? 0)) best = { index, need };
  });
  return best?.index;
}
