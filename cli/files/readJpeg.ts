import jpeg from 'jpeg-js';
import { InputError } from '../InputError';
import { checkSize } from './checkSize';
import { codestreamSize } from './codestreamSize';
import { exifOrientation } from './exifOrientation';
import { LIMITS } from './limits';
import { readBytes } from './readBytes';
import { rgbVoxels } from './rgbVoxels';
import { turnUpright } from './turnUpright';
import type { Voxels } from './Voxels';

/** An image of the maximum size in colour takes less. */
const MAX_MEGABYTES = 2048;
/** A block of 8 x 8 pixels takes at least a bit. */
const MAX_PIXELS_PER_BYTE = 8 * 64;

/**
 * Reads a JPEG file, grey or in colour, upright as viewers show it (EXIF orientation).
 *
 * @param options `upright`: false to read the image as it is stored
 * @throws InputError when the file is not a JPEG file, is damaged, or too large
 */
export async function readJpeg(file: string, { upright = true } = {}): Promise<Voxels> {
  const bytes = await readBytes(file);
  const stored = decodeJpeg(file, bytes);
  return upright ? turnUpright(stored, exifOrientation(bytes)) : stored;
}

function decodeJpeg(file: string, bytes: Buffer): Voxels {
  const stated = codestreamSize(bytes);
  if (stated) checkSize(file, [stated.columns, stated.rows]);
  try {
    if (stated && stated.columns * stated.rows > MAX_PIXELS_PER_BYTE * bytes.length) {
      throw new Error(`it states ${stated.columns} x ${stated.rows} pixels, but holds ${bytes.length} bytes`);
    }
    const { width, height, data } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      maxResolutionInMP: LIMITS.pixels / 1e6,
      maxMemoryUsageInMB: MAX_MEGABYTES,
    });
    return rgbVoxels({ size: [width, height, 1] }, new Float32Array(data));
  } catch (error) {
    throw new InputError(
      `${file} is not a readable JPEG file (${(error as Error).message}). Export it again, or take it away.`,
    );
  }
}
