import type { ImageKey } from '../../../src/data/ImageKey';
import type { ViewerIndex } from './ViewerIndex';

/** A viewport that reports which image it shows. */
interface ShowsImages {
  getCurrentImageId?(): string | undefined;
}

/** The image in the active viewport; undefined when there is none, e.g. in a 3-D view. */
export function currentImage(index: ViewerIndex): ImageKey | undefined {
  const { services } = index.ohif;
  const viewportId = services.viewportGridService.getActiveViewportId();
  if (!viewportId) return undefined;
  const viewport = services.cornerstoneViewportService.getCornerstoneViewport(viewportId) as
    ShowsImages | null | undefined;
  const imageId = viewport?.getCurrentImageId?.();
  return imageId ? index.keyOf(imageId) : undefined;
}
