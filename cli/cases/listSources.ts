import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileKind, isIgnored, stemOf } from '../files/fileKind';
import { InputError } from '../InputError';
import type { Source } from './CaseFiles';

/**
 * The images of a folder by their stem, in the order of their names. A folder inside is a DICOM series.
 *
 * @throws InputError when the folder is not there or empty, holds something else, or two images of one stem
 */
export async function listSources(folder: string): Promise<Map<string, Source>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new InputError(`${folder} cannot be listed (${error.message}). Give a folder that exists.`);
  });
  const sources = new Map<string, Source>();
  // The order of code units: the same on every machine.
  const sorted = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of sorted) {
    if (isIgnored(entry.name)) continue;
    const file = path.join(folder, entry.name);
    const kind = entry.isDirectory() ? 'series' : await fileKind(file);
    if (!kind) {
      throw new InputError(
        `${file} is neither PNG, JPEG, NIfTI nor DICOM. Take it away, or export it as one of these.`,
      );
    }
    const stem = kind === 'series' ? entry.name : stemOf(file);
    const other = sources.get(stem);
    if (other) {
      throw new InputError(`${other.path} and ${file} have the same name "${stem}". Rename one of them.`);
    }
    sources.set(stem, { path: file, kind });
  }
  if (sources.size === 0) {
    throw new InputError(`${folder} is empty. Put PNG, JPEG, NIfTI or DICOM files into it.`);
  }
  return sources;
}
