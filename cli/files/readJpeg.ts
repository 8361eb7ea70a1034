import jpeg from 'jpeg-js';
import { InputError } from '../InputError';
import { readBytes } from './readBytes';
import { rgbVoxels } from './rgbVoxels';
import type { Voxels } from './Voxels';

/** Enough for photographs of 100 megapixels. */
const LIMITS = { maxResolutionInMP: 120, maxMemoryUsageInMB: 2048 };

/**
 * Reads a JPEG file, grey or in colour. EXIF rotation is not applied, because masks are drawn on the stored
 * pixels.
 *
 * @throws InputError when the file is not a JPEG file or is damaged
 */
export async function readJpeg(file: string): Promise<Voxels> {
  const bytes = await readBytes(file);
  try {
    const { width, height, data } = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: false, ...LIMITS });
    return rgbVoxels({ size: [width, height, 1] }, Float32Array.from(data));
  } catch (error) {
    throw new InputError(
      `${file} is not a readable JPEG file (${(error as Error).message}). Export it again, or take it away.`,
    );
  }
}
