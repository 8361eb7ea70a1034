import type { FieldTransform } from '../data/FieldTransform';
import type { Image } from '../data/Image';

/** Foreground counts as possible where the probability of background is below this. */
const CHANCE = 0.95;

/** Exponent of the network's probabilities where there is a prior. */
const TEMPERING = 0.3;
/** Priors are clamped to this magnitude, since they may be wrong. */
const MAX_LOG_ODDS = 6;

/**
 * Resamples class probabilities bilinearly from the fields to the image's grid and assigns each pixel its
 * most probable class. Where fields overlap, they are weighted by how close the pixel is to each field's
 * centre.
 *
 * @param onImage receives the probabilities, [rows, columns, classes]; pixels outside all fields are
 *   background
 */
export function mergeFields(
  image: Image,
  transforms: readonly FieldTransform[],
  probabilities: readonly Float32Array[],
  size: number,
  classes: number,
  priors: readonly (Float32Array | undefined)[],
  onImage?: Float32Array,
): { labels: Uint8Array; confidence: number } {
  const { rows, columns } = image;
  const sums = new Float32Array(classes);
  const labels = new Uint8Array(rows * columns);
  let confidence = 0;
  let contested = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      sums.fill(0);
      let total = 0;
      transforms.forEach((t, f) => {
        // Prediction never rotates fields, so the transform inverts axis by axis.
        const y = (row - t.r0) / t.rr;
        const x = (column - t.c0) / t.cc;
        // The outermost field pixels reach half a pixel beyond their centres.
        if (y < -0.5 || x < -0.5 || y > size - 0.5 || x > size - 0.5) return;
        const weight = 1 + Math.min(y, x, size - 1 - y, size - 1 - x);
        total += weight;
        addBilinear(sums, probabilities[f], size, classes, y, x, weight);
      });
      if (total === 0) {
        if (onImage) onImage[i * classes] = 1;
        continue;
      }
      total *= addPriors(sums, total, priors, i);
      let winner = 0;
      for (let c = 1; c < classes; c++) if (sums[c] > sums[winner]) winner = c;
      labels[i] = winner;
      if (onImage) for (let c = 0; c < classes; c++) onImage[i * classes + c] = sums[c] / total;
      if (sums[0] / total < CHANCE) {
        confidence += sums[winner] / total;
        contested++;
      }
    }
  }
  return { labels, confidence: contested === 0 ? 1 : confidence / contested };
}

/**
 * Multiplies each foreground class by its prior odds at a pixel. Networks trained on few images are
 * overconfident, so their probabilities are tempered first.
 *
 * @returns the factor by which the sum over the classes changed
 */
function addPriors(
  sums: Float32Array,
  total: number,
  priors: readonly (Float32Array | undefined)[],
  pixel: number,
): number {
  if (!priors.some((prior) => prior !== undefined)) return 1;
  let changed = 0;
  for (let c = 0; c < sums.length; c++) {
    const prior = c === 0 ? undefined : priors[c - 1];
    const odds = prior ? Math.exp(Math.max(-MAX_LOG_ODDS, Math.min(MAX_LOG_ODDS, prior[pixel]))) : 1;
    sums[c] = total * (sums[c] / total) ** TEMPERING * odds;
    changed += sums[c];
  }
  return changed / total;
}

function addBilinear(
  sums: Float32Array,
  values: Float32Array,
  size: number,
  classes: number,
  y: number,
  x: number,
  weight: number,
): void {
  const top = Math.max(0, Math.min(size - 2, Math.floor(y)));
  const left = Math.max(0, Math.min(size - 2, Math.floor(x)));
  const v = Math.max(0, Math.min(1, y - top));
  const u = Math.max(0, Math.min(1, x - left));
  const i = (top * size + left) * classes;
  const down = size * classes;
  for (let c = 0; c < classes; c++) {
    const upper = values[i + c] * (1 - u) + values[i + classes + c] * u;
    const lower = values[i + down + c] * (1 - u) + values[i + down + classes + c] * u;
    sums[c] += weight * (upper * (1 - v) + lower * v);
  }
}
