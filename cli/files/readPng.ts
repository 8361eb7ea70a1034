import { decodePng } from './decodePng';
import { readBytes } from './readBytes';
import type { Voxels } from './Voxels';

/**
 * Reads a PNG file, see {@link decodePng}.
 *
 * @throws InputError when the file is not a PNG file or is damaged
 */
export async function readPng(file: string): Promise<Voxels> {
  return decodePng(file, await readBytes(file));
}
