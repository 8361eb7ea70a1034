import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Archive } from '../archive/Archive';
import { writeFileAtomically } from '../../cli/files/writeFileAtomically';
import { brainImageFile } from './brainImageFile';
import { brainImages, brainSeries } from './brainSeries';
import { demoFiles } from './demoFiles';
import { readT1 } from './readT1';
import { referenceVentricles } from './referenceVentricles';
import { ventriclesSegmentation } from './ventriclesSegmentation';

interface Options {
  /** The repository's folder, whose packages contain the demo data. */
  root: string;
  /** The server's data folder, where a marker file shows that the demo studies are complete. */
  data: string;
  say: (message: string) => void;
}

/**
 * Adds the demo studies to the archive on the first start. If that is interrupted, the next start completes
 * it: it makes the same files again and skips those already stored.
 */
export async function addDemoStudies(archive: Archive, { root, data, say }: Options): Promise<void> {
  const note = path.join(data, 'demo-studies-1');
  if (existsSync(note)) return;
  say('Preparing the demo studies ...');
  const files = demoFiles(root);

  const volume = await readT1(files.t1);
  for (const series of brainSeries) {
    for (const image of brainImages(volume, series)) await archive.store(brainImageFile(volume, image));
  }
  const ventricles = await referenceVentricles(volume, files);
  await archive.store(ventriclesSegmentation(volume, ventricles));

  const fsePd = (await readdir(files.fsePd)).filter((name) => name.endsWith('.dcm')).sort();
  for (const name of fsePd) await archive.store(await readFile(path.join(files.fsePd, name)));

  await writeFileAtomically(note, Buffer.from('The demo studies were added to this archive.\n'));
}
