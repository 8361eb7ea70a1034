import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';

const READ_ONLY = ['EACCES', 'EPERM', 'EROFS'];

/**
 * Loads the command line's sources.
 *
 * @returns {Promise<typeof import('./main')>}
 */
export async function loadSources() {
  try {
    return await import(pathToFileURL(await bundle()));
  } catch (error) {
    if (!READ_ONLY.includes(error.code)) throw error;
    // Where nothing can be written, the sources are loaded one by one.
    const { register } = await import('tsx/esm/api');
    register();
    return import('./main.ts');
  }
}
