/** Enough values for stable quantiles. */
const SAMPLE = 60_000;

/** Values spread evenly over all slices of a case, for its intensity normalisation. */
export function sampleIntensities(slices: readonly { pixels: Float32Array }[]): Float32Array {
  const total = slices.reduce((sum, { pixels }) => sum + pixels.length, 0);
  const step = Math.max(1, total / SAMPLE);
  const out = new Float32Array(Math.floor((total - 1) / step) + 1);
  let slice = 0;
  let before = 0;
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor(i * step);
    while (at - before >= slices[slice].pixels.length) before += slices[slice++].pixels.length;
    out[i] = slices[slice].pixels[at - before];
  }
  return out;
}
