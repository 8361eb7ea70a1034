import { PNG } from 'pngjs';
import { InputError } from '../InputError';
import { luminance } from './luminance';
import { readBytes } from './readBytes';
import type { Voxels } from './Voxels';

/**
 * Reads a PNG file of 1 to 16 bits a channel as luminance; 16-bit values are kept. A palette is looked up.
 *
 * @throws InputError when the file is no PNG file or damaged
 */
export async function readPng(file: string): Promise<Voxels> {
  const bytes = await readBytes(file);
  try {
    // Without `skipRescale` pngjs brings 16-bit images down to 8 bits.
    const deep = bytes[24] === 16;
    const { width, height, data } = PNG.sync.read(bytes, deep ? { skipRescale: true } : {});
    return { size: [width, height, 1], values: luminance(data, width * height, 4) };
  } catch (error) {
    throw new InputError(
      `${file} is not a readable PNG file (${(error as Error).message}). Export it again, or take it away.`,
    );
  }
}
