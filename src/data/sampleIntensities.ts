import type { Image } from './Image';

/** Maximum number of sampled pixels: enough for stable quantiles. */
const SAMPLE = 60_000;

/**
 * Samples pixels evenly over images, for their intensity normalisation.
 *
 * @param images all with the same number of channels
 * @returns values of at most 60,000 pixels; the channels of a pixel are adjacent
 */
export function sampleIntensities(images: readonly Pick<Image, 'pixels' | 'channels'>[]): Float32Array {
  const channels = images[0]?.channels ?? 1;
  const total = images.reduce((sum, { pixels }) => sum + pixels.length, 0) / channels;
  const step = Math.max(1, total / SAMPLE);
  const count = Math.floor((total - 1) / step) + 1;
  const out = new Float32Array(channels * count);
  let image = 0;
  let before = 0;
  for (let i = 0; i < count; i++) {
    const at = channels * Math.floor(i * step);
    while (at - before >= images[image].pixels.length) before += images[image++].pixels.length;
    for (let c = 0; c < channels; c++) out[channels * i + c] = images[image].pixels[at - before + c];
  }
  return out;
}
