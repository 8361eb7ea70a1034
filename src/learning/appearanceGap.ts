import type { AugmentationStrength } from '../data/augmentation';
import type { FieldPair } from './FieldExample';

/** How the images to predict differ from the examples: shares of them, 0..1. */
export interface AppearanceGap {
  /** What is bright on the examples is dark on these, as between MR sequences or X-rays stored as negatives. */
  inverted: number;
  /** Noisier than every example. */
  noisier: number;
}

/** Edge of the thumbnails that are compared: anatomy at large, whatever its details. */
const THUMBNAIL = 16;
/** Largest plus smallest correlation with the examples, below which an image is taken for inverted. */
const INVERTED = -0.3;
/** How much rougher than the roughest example an image must be, as a factor. */
const ROUGHER = 1.5;
/** A gap is worth learning for when this share of the images has it. */
const LEAST_SHARE = 0.1;

/** What is varied beyond the usual where a gap was found. */
const FOR_INVERTED: Partial<AugmentationStrength> = { inversion: 0.3 };
const FOR_NOISIER: Partial<AugmentationStrength> = { noise: 0.12, blur: 0.015 };

/**
 * Compares images without masks with the examples. An image is inverted when it is clearly more like an example with its
 * signs changed than like any example as it is; it is noisier when its mean absolute Laplacian, relative to its standard
 * deviation, is 1.5 times that of any example.
 *
 * @param examples their images as the networks see them, size x size, -1..1
 */
export function appearanceGap(
  examples: readonly FieldPair[],
  unlabelled: readonly FieldPair[],
  size: number,
): AppearanceGap {
  if (examples.length === 0 || unlabelled.length === 0) return { inverted: 0, noisier: 0 };
  const known = examples.map(({ image }) => thumbnail(image, size));
  const roughest = Math.max(...examples.map(({ image }) => roughness(image, size)));
  const share = (is: (image: Float32Array) => boolean) =>
    unlabelled.filter(({ image }) => is(image)).length / unlabelled.length;
  return {
    inverted: share((image) => {
      const own = thumbnail(image, size);
      const alike = known.map((other) => correlation(own, other));
      return Math.max(...alike) + Math.min(...alike) < INVERTED;
    }),
    noisier: share((image) => roughness(image, size) > ROUGHER * roughest),
  };
}

/** What to add to the usual augmentation, so that what is learnt holds across the gap. */
export function augmentationFor({ inverted, noisier }: AppearanceGap): Partial<AugmentationStrength> {
  return {
    ...(inverted >= LEAST_SHARE ? FOR_INVERTED : {}),
    ...(noisier >= LEAST_SHARE ? FOR_NOISIER : {}),
  };
}

/** Block means, less their own mean, of length 1. */
function thumbnail(image: Float32Array, size: number): Float32Array {
  const out = new Float32Array(THUMBNAIL * THUMBNAIL);
  const block = (i: number) => Math.min(THUMBNAIL - 1, Math.floor((i * THUMBNAIL) / size));
  const counts = new Float32Array(out.length);
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const at = block(y) * THUMBNAIL + block(x);
      out[at] += image[i];
      counts[at]++;
    }
  }
  for (let at = 0; at < out.length; at++) out[at] /= Math.max(1, counts[at]);
  const mean = out.reduce((sum, value) => sum + value, 0) / out.length;
  const centred = out.map((value) => value - mean);
  const length = Math.hypot(...centred);
  return length > 0 ? centred.map((value) => value / length) : centred;
}

function correlation(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Mean absolute Laplacian by standard deviation; 0 of a constant image. */
function roughness(image: Float32Array, size: number): number {
  let sum = 0;
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x;
      sum += Math.abs(4 * image[i] - image[i - 1] - image[i + 1] - image[i - size] - image[i + size]);
    }
  }
  const mean = image.reduce((total, value) => total + value, 0) / image.length;
  const variance = image.reduce((total, value) => total + (value - mean) ** 2, 0) / image.length;
  return variance > 0 ? sum / (size - 2) ** 2 / Math.sqrt(variance) : 0;
}
