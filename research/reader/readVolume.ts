import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Source } from '../../cli/cases/CaseFiles';
import { InputError } from '../../cli/InputError';
import type { Example } from '../../src/data/Image';
import { loadReferenceVentricles } from '../../test/reference/ventricles';
import { demoSeries } from '../demoSeries';
import { readStack } from '../experiments/stack';

/** A series with the mask of every image, in spatial order. */
export interface Volume {
  name: string;
  slices: Example[];
}

const NIFTI = /\.nii(\.gz)?$/;
const MASK = /^mask\.nii(\.gz)?$/;

/**
 * Reads a volume with its mask.
 *
 * @param data `demo`, a NIfTI file, a folder with the DICOM files of one series, or a folder with one of
 *   these and `mask.nii.gz`
 * @param mask NIfTI file; needed unless the folder holds one
 * @throws InputError that says what is missing
 */
export async function readVolume(data: string, mask: string | undefined): Promise<Volume> {
  if (data === 'demo') return readDemo();
  const name = path.basename(data).replace(NIFTI, '');
  const own = statSync(data).isDirectory() ? readdirSync(data).find((file) => MASK.test(file)) : undefined;
  const file = mask ?? (own && path.join(data, own));
  if (!file)
    throw new InputError(`${data}: there is no mask.nii.gz beside the images. Name the mask with --mask.`);
  const image = own && !mask ? imageIn(data) : sourceOf(data);
  return { name, slices: await readStack({ name, image, mask: { path: file, kind: 'nifti' } }) };
}

function sourceOf(file: string): Source {
  return { path: file, kind: statSync(file).isDirectory() ? 'series' : 'nifti' };
}

/** The only NIfTI file or folder beside the mask. */
function imageIn(folder: string): Source {
  const found = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() || (NIFTI.test(entry.name) && !MASK.test(entry.name)),
  );
  if (found.length !== 1) {
    const names = found.map((entry) => entry.name).join(', ') || 'none';
    throw new InputError(
      `${folder}: expected one volume beside the mask, found ${names}. Name it with --data.`,
    );
  }
  return sourceOf(path.join(folder, found[0].name));
}

/** The lateral ventricles in the axial series of the demo study. */
async function readDemo(): Promise<Volume> {
  return { name: 'demo', slices: demoSeries(await loadReferenceVentricles(), 0) };
}
