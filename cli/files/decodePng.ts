import { inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { InputError } from '../InputError';
import { checkSize } from './checkSize';
import { inflateWithin } from './inflateWithin';
import type { PngChunk } from './pngChunks';
import { pngChunks } from './pngChunks';
import { rgbVoxels } from './rgbVoxels';
import type { Voxels } from './Voxels';

/** Values per pixel, by colour type. */
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Deflate compresses by this factor at best. */
const MAX_RATIO = 1032;

/** The pixels of a PNG file. */
export interface PngPixels {
  size: readonly [number, number, 1];
  /** Red, green, blue and alpha, interleaved, up to `white`. */
  rgba: ArrayLike<number>;
  /** 255, or 65535 for 16 bits a channel. */
  white: number;
}

/**
 * Decodes a PNG file of 1 to 16 bits a channel, grey or in colour; 16-bit values are kept, palettes are
 * applied, and alpha is ignored.
 *
 * @param file name in messages
 * @throws InputError when the bytes are not a PNG file, are damaged, or the image is too large
 */
export function decodePng(file: string, bytes: Buffer): Voxels {
  const { size, rgba } = decodePngPixels(file, bytes);
  const rgb = new Float32Array(3 * size[0] * size[1]);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  return rgbVoxels({ size }, rgb);
}

/**
 * Decodes a PNG file to red, green, blue and alpha.
 *
 * @param options `checkCRC`: whether a wrong checksum is an error
 * @throws InputError as {@link decodePng} does
 */
export function decodePngPixels(file: string, bytes: Buffer, { checkCRC = true } = {}): PngPixels {
  const chunks = pngChunks(bytes);
  const headers = chunks.filter(({ type, data }) => type === 'IHDR' && data.length === 13);
  if (headers.length === 1)
    checkSize(file, [headers[0].data.readUInt32BE(0), headers[0].data.readUInt32BE(4)]);
  try {
    if (headers.length !== 1) throw new Error('it has no header, or several');
    checkData(headers[0].data, chunks);
    // Without `skipRescale` pngjs reduces 16-bit images to 8 bits.
    const deep = headers[0].data[8] === 16;
    const { width, height, data } = PNG.sync.read(bytes, { checkCRC, skipRescale: deep });
    return { size: [width, height, 1], rgba: data, white: deep ? 65_535 : 255 };
  } catch (error) {
    throw new InputError(
      `${file} is not a readable PNG file (${(error as Error).message}). Export it again, or take it away.`,
    );
  }
}

/**
 * Checks that the compressed data can give the image, and in an interlaced file, which pngjs inflates without
 * a limit, not much more.
 *
 * @throws Error when there is too little or too much
 */
function checkData(header: Buffer, chunks: readonly PngChunk[]): void {
  const [columns, rows] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, interlaced] = [header[8], header[9], header[12]];
  const compressed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const length = compressed.reduce((sum, data) => sum + data.length, 0);
  const stated = rows * (1 + Math.ceil((columns * depth * (SAMPLES[colour] ?? 1)) / 8));
  if (stated > MAX_RATIO * length) {
    throw new Error(`it states ${columns} x ${rows} pixels, but holds ${length} bytes of them`);
  }
  // Each pass of an interlaced file has rows of its own, which begin and end at whole bytes.
  if (interlaced)
    inflateWithin(2 * stated + 64, (options) => inflateSync(Buffer.concat(compressed), options));
}
