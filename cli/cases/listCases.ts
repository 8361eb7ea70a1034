import { stat } from 'node:fs/promises';
import path from 'node:path';
import { stemOf } from '../files/fileKind';
import { InputError } from '../InputError';
import type { CaseFiles, Source } from './CaseFiles';
import { listSources } from './listSources';

/** Folders of images and masks: ours, those of segmentation benchmarks, and nnU-Net's. */
const LAYOUTS = [
  ['images', 'masks'],
  ['images', 'labels'],
  ['imagesTr', 'labelsTr'],
] as const;
/** nnU-Net's folders for testing. */
const TEST_LAYOUT = ['imagesTs', 'labelsTs'] as const;
/** nnU-Net's ending of a name: the number of the channel. */
const CHANNEL = /_(\d{4})$/;

/**
 * Pairs the images of a folder with the masks of the same name, sorted by name: `x.jpg` with `x.png`,
 * `x.jpg.png` or, in nnU-Net's form, `x_0000.nii.gz` with `x.nii.gz`.
 *
 * @param role whether the folder is for training or for testing, where it holds both
 * @throws InputError when the folders are missing, or an image or a mask has no counterpart
 */
export async function listCases(folder: string, role: 'train' | 'test'): Promise<CaseFiles[]> {
  const layouts = role === 'test' ? [TEST_LAYOUT, ...LAYOUTS] : LAYOUTS;
  const layout = (await findAsync(layouts, (names) => hasFolders(folder, names))) ?? LAYOUTS[0];
  const [images, masks] = layout.map((name) => path.join(folder, name));
  const sources = await listSources(images);
  const unpaired = new Map(await listSources(masks));
  const cases = [...sources].map(([name, image]): CaseFiles => {
    const key = [name, path.basename(image.path).normalize('NFC'), caseOf(name, sources)].find((key) =>
      unpaired.has(key),
    );
    const mask = key === undefined ? undefined : unpaired.get(key);
    if (key === undefined || !mask) {
      const channel = CHANNEL.exec(name);
      throw new InputError(
        channel && channel[1] !== '0000'
          ? `${image.path} looks like a further channel of an image; one channel can be read. Take it away.`
          : `The image ${image.path} has no mask ${path.join(masks, `${name}.*`)}. ` +
              'Add it (all background, if there is nothing to see), or take the image away. ' +
              hint(name, unpaired),
      );
    }
    unpaired.delete(key);
    return { name, image, mask };
  });
  for (const [name, { path: file }] of unpaired) {
    throw new InputError(
      `The mask ${file} has no image ${path.join(images, `${name}.*`)}. Add it, or take the mask away.`,
    );
  }
  return cases;
}

/** The name of a case in nnU-Net's form, if the image has no further channel. */
function caseOf(name: string, images: ReadonlyMap<string, Source>): string {
  const stem = name.replace(/_0000$/, '');
  if (stem !== name && images.has(`${stem}_0001`)) {
    throw new InputError(
      `${images.get(name)?.path ?? name} has further channels (${stem}_0001); one channel can be read. ` +
        'Give the images of one channel.',
    );
  }
  return stem;
}

/** Names the convention, if a mask has the image's name and something more. */
function hint(name: string, masks: ReadonlyMap<string, Source>): string {
  const similar = [...masks.values()].find(({ path: file }) => stemOf(file).normalize('NFC').includes(name));
  return similar ? `(A mask is named like its image: rename ${path.basename(similar.path)} to ${name}.)` : '';
}

async function hasFolders(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (!found?.isDirectory()) return false;
  }
  return true;
}

async function findAsync<T>(
  items: readonly T[],
  test: (item: T) => Promise<boolean>,
): Promise<T | undefined> {
  for (const item of items) if (await test(item)) return item;
  return undefined;
}
