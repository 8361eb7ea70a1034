/** Enough values for stable quantiles. */
const SAMPLE = 60_000;

/** Values spread evenly over images, for their intensity normalisation. */
export function sampleIntensities(images: readonly { pixels: Float32Array }[]): Float32Array {
  const total = images.reduce((sum, { pixels }) => sum + pixels.length, 0);
  const step = Math.max(1, total / SAMPLE);
  const out = new Float32Array(Math.floor((total - 1) / step) + 1);
  let image = 0;
  let before = 0;
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor(i * step);
    while (at - before >= images[image].pixels.length) before += images[image++].pixels.length;
    out[i] = images[image].pixels[at - before];
  }
  return out;
}
