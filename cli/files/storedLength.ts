/** Offsets of the length behind the tag of Pixel Data: with implicit and with explicit VR. */
const LENGTH_OFFSETS = [4, 8];
const PIXEL_DATA = Uint8Array.of(0xe0, 0x7f, 0x10, 0x00);

/**
 * The number of bytes of Pixel Data that a file really holds. dcmjs replaces what is missing from a truncated
 * file by zeros, which would read as black.
 *
 * @param bytes the whole file
 * @param declared length of the Pixel Data according to its header
 * @returns `declared` if the element is not found, e.g. in a deflated file
 */
export function storedLength(bytes: Uint8Array, declared: number): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let longest: number | undefined;
  for (let at = file.indexOf(PIXEL_DATA); at >= 0; at = file.indexOf(PIXEL_DATA, at + 1)) {
    for (const offset of LENGTH_OFFSETS) {
      const start = at + offset + 4;
      if (start > file.length || file.readUInt32LE(start - 4) !== declared) continue;
      longest = Math.max(longest ?? 0, Math.min(declared, file.length - start));
    }
  }
  return longest ?? declared;
}
