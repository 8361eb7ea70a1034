import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { meanCaseDice } from '../../src/learning/dice';
import { few } from './few';
import { readVolumes } from './readVolumes';

/**
 * Predicts the volumes of a folder with images/ and masks/, and compares.
 *
 * @param work a folder for the predicted masks, made anew
 * @returns mean Dice of the volumes, 0..1
 */
export async function rateModel(model: string, folder: string, work: string): Promise<number> {
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await symlink(path.resolve(folder, 'images'), path.join(work, 'images'));
  const masks = path.join(work, 'masks');
  await few(
    'predict',
    '--model',
    model,
    '--in',
    path.join(folder, 'images'),
    '--out',
    masks,
    '--backend',
    'wasm',
  );
  const predicted = new Map((await readVolumes(work)).map(({ name, slices }) => [name, slices]));
  const pairs = (await readVolumes(folder)).flatMap(({ name, slices }) =>
    slices.map(({ labelmap }, z) => ({
      caseId: name,
      predicted: predicted.get(name)?.[z].labelmap ?? new Uint8Array(labelmap.length),
      truth: labelmap,
    })),
  );
  return meanCaseDice(pairs, [1]);
}
