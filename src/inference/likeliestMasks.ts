/** Intervals in which probabilities are counted. */
const BINS = 200;
/** Lowest threshold: pixels less likely than this belong to no mask. */
const LEAST = 0.1;
/** Highest threshold: pixels more likely than not belong to a mask. */
const HALF = 0.5;

/**
 * The masks with the highest expected Dice on an image that is known to show segments. With a pixel's
 * probability p, a mask of all pixels above a threshold has an expected Dice of about 2 sum(p inside) /
 * (pixels inside + sum(p)). The best threshold is half of the Dice that is reached (Lipton et al. 2014,
 * arXiv:1402.1892): the less sure a network is, the further below one half.
 *
 * @param probabilities of background and each segment, [pixels, classes], 0..1
 * @param present classes from 1 that the image is known to show; the others are decided at one half
 * @returns the class of each pixel; where several are above their thresholds, the one that is so most
 */
export function likeliestMasks(
  probabilities: Float32Array,
  classes: number,
  present: ReadonlySet<number>,
): Uint8Array {
  const labels = new Uint8Array(probabilities.length / classes);
  const thresholds = Array.from({ length: classes }, (_, c) =>
    c > 0 && present.has(c) ? thresholdOf(probabilities, classes, c) : HALF,
  );
  for (let pixel = 0, at = 0; pixel < labels.length; pixel++, at += classes) {
    let most = 1;
    for (let c = 1; c < classes; c++) {
      const share = probabilities[at + c] / thresholds[c];
      if (share <= most) continue;
      most = share;
      labels[pixel] = c;
    }
  }
  return labels;
}

/** The threshold with the highest expected Dice, `LEAST` to one half. */
function thresholdOf(probabilities: Float32Array, classes: number, of: number): number {
  const pixels = new Float64Array(BINS);
  const mass = new Float64Array(BINS);
  let total = 0;
  for (let at = of; at < probabilities.length; at += classes) {
    const p = probabilities[at];
    const bin = Math.min(BINS - 1, Math.floor(p * BINS));
    pixels[bin]++;
    mass[bin] += p;
    total += p;
  }
  let [inside, likely] = [0, 0];
  let best = { dice: 0, threshold: HALF };
  for (let bin = BINS - 1; bin >= LEAST * BINS; bin--) {
    inside += pixels[bin];
    likely += mass[bin];
    const dice = (2 * likely) / (inside + total);
    if (dice > best.dice) best = { dice, threshold: bin / BINS };
  }
  return Math.min(HALF, best.threshold);
}
