/** A chunk of a PNG file. */
export interface PngChunk {
  /** Four letters, e.g. "IHDR". */
  type: string;
  /** A view of the file's bytes, without length, type and checksum. */
  data: Buffer;
}

const SIGNATURE_LENGTH = 8;

/** The chunks of a PNG file, as far as they are complete; checksums are not checked. */
export function pngChunks(bytes: Buffer): PngChunk[] {
  const chunks: PngChunk[] = [];
  // A chunk has its length before its type, and a checksum at its end.
  for (let at = SIGNATURE_LENGTH; at + 12 <= bytes.length;) {
    const start = at + 8;
    const end = start + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    chunks.push({ type: bytes.toString('latin1', at + 4, start), data: bytes.subarray(start, end) });
    at = end + 4;
  }
  return chunks;
}
