/**
 * Luminance (ITU-R BT.601) of interleaved samples.
 *
 * @param channels samples per pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; alpha is ignored
 * @returns one value per pixel; grey stays exact, because labels are also read this way
 */
export function luminance(samples: ArrayLike<number>, channels: number): Float32Array {
  const out = new Float32Array(Math.floor(samples.length / channels));
  for (let i = 0, s = 0; i < out.length; i++, s += channels) {
    const [r, g, b] = [samples[s], samples[s + 1], samples[s + 2]];
    out[i] = channels < 3 || (r === g && g === b) ? r : 0.299 * r + 0.587 * g + 0.114 * b;
  }
  return out;
}
