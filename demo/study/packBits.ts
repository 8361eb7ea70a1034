/**
 * Packs a binary mask as DICOM stores it (PS3.5 section 8.1.1): eight pixels a byte, the first in the least
 * significant bit, without a gap between frames; the end is padded to an even number of bytes.
 */
export function packBits(frames: Uint8Array[]): Uint8Array {
  const bits = frames.reduce((sum, frame) => sum + frame.length, 0);
  const packed = new Uint8Array(2 * Math.ceil(bits / 16));
  let bit = 0;
  for (const frame of frames) {
    for (const pixel of frame) {
      if (pixel !== 0) packed[bit >> 3] |= 1 << (bit & 7);
      bit++;
    }
  }
  return packed;
}
