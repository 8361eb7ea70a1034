import path from 'node:path';
import { InputError } from '../InputError';
import type { CaseFiles } from './CaseFiles';
import { listSources } from './listSources';

/**
 * Pairs the images in `images/` with the masks of the same stem in `masks/`, sorted by name.
 *
 * @throws InputError when an image or a mask has no counterpart
 */
export async function listCases(folder: string): Promise<CaseFiles[]> {
  const images = await listSources(path.join(folder, 'images'));
  const masks = await listSources(path.join(folder, 'masks'));
  for (const [name, { path: file }] of masks) {
    if (!images.has(name)) {
      throw new InputError(
        `The mask ${file} has no image ${path.join(folder, 'images', `${name}.*`)}. Add it, or take the mask away.`,
      );
    }
  }
  return [...images].map(([name, image]) => {
    const mask = masks.get(name);
    if (!mask) {
      throw new InputError(
        `The image ${image.path} has no mask ${path.join(folder, 'masks', `${name}.*`)}. ` +
          'Add it (all background, if there is nothing to see), or take the image away.',
      );
    }
    return { name, image, mask };
  });
}
