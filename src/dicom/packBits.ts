/**
 * Packs binary masks as DICOM stores them (PS3.5 section 8.1.1): eight pixels a byte, the first in the
 * least significant bit, no gap between frames, padded to an even number of bytes.
 *
 * @param masks the frames in order; any value but 0 is foreground
 * @param pixels the number of pixels of all frames together
 */
export function packBits(masks: Iterable<Uint8Array>, pixels: number): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(2 * Math.ceil(pixels / 16));
  let bit = 0;
  for (const mask of masks) {
    for (const value of mask) {
      if (value !== 0) packed[bit >> 3] |= 1 << (bit & 7);
      bit++;
    }
  }
  return packed;
}
