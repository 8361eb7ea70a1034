/**
 * Joins red, green and blue to one value for each pixel.
 *
 * @param values interleaved, 0..255
 * @returns 65536 red + 256 green + blue
 */
export function joinColours(values: Float32Array): Float32Array {
  const joined = new Float32Array(values.length / 3);
  for (let i = 0; i < joined.length; i++) {
    joined[i] = (values[3 * i] << 16) | (values[3 * i + 1] << 8) | values[3 * i + 2];
  }
  return joined;
}
