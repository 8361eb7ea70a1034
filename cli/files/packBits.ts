/**
 * Packs binary masks as DICOM stores them (PS3.5 section 8.1.1): eight pixels a byte, the first in the least significant
 * bit, no gap between frames; an even number of bytes.
 */
export function packBits(frames: readonly Uint8Array[]): Uint8Array {
  const bits = frames.reduce((sum, { length }) => sum + length, 0);
  const packed = new Uint8Array(2 * Math.ceil(bits / 16));
  let bit = 0;
  for (const frame of frames) {
    for (const value of frame) {
      if (value !== 0) packed[bit >> 3] |= 1 << (bit & 7);
      bit++;
    }
  }
  return packed;
}
