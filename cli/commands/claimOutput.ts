import { access, constants, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../InputError';

/**
 * Checks, before any work starts, that an output file can be written; creates its folder.
 *
 * @throws InputError when it cannot
 */
export async function claimFile(file: string, option = '--out'): Promise<void> {
  await claimFolder(path.dirname(path.resolve(file)), option);
  const there = await stat(file).catch(() => undefined);
  if (!there) return;
  if (there.isDirectory()) throw new InputError(`${option} ${file} is a folder. Name a file in it.`);
  await access(file, constants.W_OK).catch(() => {
    throw new InputError(`${option} ${file} cannot be overwritten. Name another file, or change its rights.`);
  });
}

/**
 * Creates a folder if it does not exist, and checks that files can be written there.
 *
 * @throws InputError when it cannot
 */
export async function claimFolder(folder: string, option = '--out'): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'a file is in the way' : 'it cannot be written to';
    throw new InputError(`${option}: ${folder} is no usable folder, ${why}. Name another one.`);
  }
}
