import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileKind, isIgnored, stemOf } from '../files/fileKind';
import { InputError } from '../InputError';
import type { Source } from './CaseFiles';

/**
 * Lists the images of a folder by stem, sorted by name. A subfolder is a DICOM series.
 *
 * @throws InputError when the folder is missing or empty, contains other files, or contains two images with
 * the same stem
 */
export async function listSources(folder: string): Promise<Map<string, Source>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new InputError(`${folder} cannot be listed (${error.message}). Give a folder that exists.`);
  });
  const sources = new Map<string, Source>();
  // Sorted by code unit, which gives the same order on every machine.
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
    // Systems store accented letters in one or two characters.
    const stem = (kind === 'series' ? entry.name : stemOf(file)).normalize('NFC');
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
