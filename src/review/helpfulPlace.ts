/** A predicted or known mask, in the order of the images of a series. */
export interface RatedImage {
  /** How much the mask needs a look, 0..1; 0 for known ones. */
  need: number;
  /** Number of pixels of the mask. */
  pixels: number;
  /** Whether it is a proposal. */
  proposed: boolean;
  /** Whether it is the reader's: drawn, corrected or accepted. */
  known: boolean;
}

/** Where the images that a mask would help need the reader less than this on average, it is not worth it. */
const NOTABLE = 0.1;

/**
 * Index of the proposal that helps most once the reader has corrected it: the one that brings a known mask
 * nearer to the images in need of one, a step of the greedy k-median problem. An image counts by its need and
 * the size of its mask, which together stand for the pixels that are wrong. The neediest mask alone is a
 * worse choice: such masks lie side by side where the structure ends, are small, and each teaches little
 * beyond the last one (docs/experiments/refining.md).
 *
 * @param images of one series, in spatial order
 * @returns undefined where no place is worth it
 */
export function helpfulPlace(images: readonly RatedImage[]): number | undefined {
  const away = distancesToKnown(images);
  let best = { gain: 0, mean: 0, index: -1 };
  images.forEach(({ proposed }, index) => {
    if (!proposed) return;
    let [gain, need, count] = [0, 0, 0];
    const visit = (other: number) => {
      const nearer = away[other] - Math.abs(other - index);
      if (nearer <= 0) return;
      gain += nearer * images[other].need * images[other].pixels;
      need += images[other].need;
      count++;
    };
    // Beyond a known mask, that one is nearer.
    for (let other = index; other >= 0 && away[other] > 0; other--) visit(other);
    for (let other = index + 1; other < images.length && away[other] > 0; other++) visit(other);
    if (gain > best.gain) best = { gain, mean: need / count, index };
  });
  return best.mean >= NOTABLE ? best.index : undefined;
}

/** Number of images from each image to the nearest known one; that of all images where none is known. */
function distancesToKnown(images: readonly RatedImage[]): number[] {
  const away = images.map(({ known }) => (known ? 0 : images.length));
  for (let i = 1; i < away.length; i++) away[i] = Math.min(away[i], away[i - 1] + 1);
  for (let i = away.length - 2; i >= 0; i--) away[i] = Math.min(away[i], away[i + 1] + 1);
  return away;
}
