/**
 * Luminance (ITU-R BT.601) of interleaved samples, which is the one channel that the engine takes.
 *
 * @param channels 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; alpha is not looked at
 */
export function luminance(samples: ArrayLike<number>, pixels: number, channels: number): Float32Array {
  const out = new Float32Array(pixels);
  for (let i = 0, s = 0; i < pixels; i++, s += channels) {
    const [r, g, b] = [samples[s], samples[s + 1], samples[s + 2]];
    // Grey stays exact: labels are read this way, too.
    out[i] = channels < 3 || (r === g && g === b) ? r : 0.299 * r + 0.587 * g + 0.114 * b;
  }
  return out;
}
