/**
 * Packs binary masks as DICOM stores them (PS3.5 section 8.1.1): eight pixels per byte, the first in the
 * least significant bit, no gaps between frames, padded to an even number of bytes.
 *
 * @param masks the frames in order; any non-zero value is foreground
 * @param pixels total number of pixels in all frames
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
