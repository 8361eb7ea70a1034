import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { textOf } from '../../src/dicom/Attributes';
import { InputError } from '../InputError';
import { isIgnored } from './fileKind';
import { readDicom } from './readDicom';
import type { DicomStack } from './stackFrames';
import { framesOf, stackFrames } from './stackFrames';

/** Lists the files of a folder, sorted by name, without those that file managers create. */
export async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => !isIgnored(name))
    .sort()
    .map((name) => path.join(folder, name));
}

/**
 * Reads a folder of DICOM files, which must hold exactly one series.
 *
 * @throws InputError when it holds no series, several series, or images that do not form a volume
 */
export async function readSeries(folder: string): Promise<DicomStack> {
  const files = [];
  for (const file of await filesIn(folder)) files.push(await readDicom(file));
  const uids = new Set(files.map(({ attributes }) => textOf(attributes, 'SeriesInstanceUID')));
  if (uids.size > 1) {
    throw new InputError(`${folder} holds ${uids.size} DICOM series. Give each series a folder of its own.`);
  }
  return stackFrames(folder, framesOf(files));
}
