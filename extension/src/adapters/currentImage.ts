import type { ImageKey } from '../../../src/data/ImageKey';
import { shownImageId } from './shownImageId';
import type { ViewerIndex } from './ViewerIndex';

/** The image in the active viewport; undefined when it shows none as it was taken, see `shownImageId`. */
export function currentImage(index: ViewerIndex): ImageKey | undefined {
  const { viewportGridService, cornerstoneViewportService } = index.ohif.services;
  const viewportId = viewportGridService.getActiveViewportId();
  if (!viewportId) return undefined;
  const imageId = shownImageId(cornerstoneViewportService.getCornerstoneViewport(viewportId));
  return imageId ? index.keyOf(imageId) : undefined;
}
