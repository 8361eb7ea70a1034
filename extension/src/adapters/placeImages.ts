import type { ImageGeometry } from '../../../src/data/Image';
import type { ImageKey } from '../../../src/data/ImageKey';
import { Pacer } from './Pacer';
import { readGeometry } from './readGeometry';
import type { ViewerIndex } from './ViewerIndex';

/** The images with their positions, in short tasks: the viewer computes each from several modules. */
export async function placeImages(
  index: ViewerIndex,
  keys: readonly ImageKey[],
): Promise<{ key: ImageKey; geometry: ImageGeometry | undefined }[]> {
  const pacer = new Pacer();
  const placed: { key: ImageKey; geometry: ImageGeometry | undefined }[] = [];
  for (const key of keys) {
    await pacer.pause();
    placed.push({ key, geometry: readGeometry(index, key) });
  }
  return placed;
}
