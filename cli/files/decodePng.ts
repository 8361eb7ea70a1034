import { PNG } from 'pngjs';
import { InputError } from '../InputError';
import { rgbVoxels } from './rgbVoxels';
import type { Voxels } from './Voxels';

/** Enough for photographs of 100 megapixels; a small file can claim billions of pixels. */
const MAX_PIXELS = 120e6;

/**
 * Decodes a PNG file of 1 to 16 bits a channel, grey or in colour; 16-bit values are kept, palettes are
 * applied, and alpha is ignored.
 *
 * @param file name in messages
 * @param options `checkCRC`: whether a wrong checksum is an error
 * @throws InputError when the bytes are not a PNG file or are damaged
 */
export function decodePng(file: string, bytes: Buffer, { checkCRC = true } = {}): Voxels {
  try {
    const pixels = bytes.length < 24 ? 0 : bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
    if (pixels > MAX_PIXELS) throw new Error(`its header says ${pixels} pixels, which is too many`);
    // Without `skipRescale` pngjs reduces 16-bit images to 8 bits.
    const deep = bytes[24] === 16;
    const { width, height, data } = PNG.sync.read(bytes, { checkCRC, skipRescale: deep });
    const rgb = Float32Array.from(
      { length: 3 * width * height },
      (_, i) => data[4 * Math.floor(i / 3) + (i % 3)],
    );
    return rgbVoxels({ size: [width, height, 1] }, rgb);
  } catch (error) {
    throw new InputError(
      `${file} is not a readable PNG file (${(error as Error).message}). Export it again, or take it away.`,
    );
  }
}
