import type { ImageKey } from '../../../src/data/ImageKey';
import type { ViewerIndex } from './ViewerIndex';

/** Whether an image that the viewer has loaded is in colour. */
export function shownColour(index: ViewerIndex, key: ImageKey): boolean {
  const imageId = index.imageIdOf(key);
  return imageId !== undefined && index.ohif.cornerstone.cache.getImage(imageId)?.color === true;
}
