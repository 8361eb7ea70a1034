import { crc32 } from 'node:zlib';

/** The header of a PNG file with 8 bits a channel. */
export interface PngHeader {
  columns: number;
  rows: number;
  /** 0 for grey, 3 for a palette. */
  colourType: number;
  /** 1 for Adam7; default 0. */
  interlace?: number;
}

/** Assembles a PNG file from its header and chunks, by type. */
export function pngFile(
  { columns, rows, colourType, interlace = 0 }: PngHeader,
  chunks: Record<string, Uint8Array>,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header.set([8, colourType, 0, 0, interlace], 8);
  const all = Object.entries({ IHDR: header, ...chunks, IEND: new Uint8Array() });
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    ...all.map(([type, data]) => chunkOf(type, data)),
  ]);
}

function chunkOf(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
  bytes.writeUInt32BE(data.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}
