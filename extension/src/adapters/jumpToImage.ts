import type { Types } from '@cornerstonejs/core';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { Ohif } from '../ohif/Ohif';
import type { ViewerIndex } from './ViewerIndex';

/** How long to wait for a viewport to load another series, ms. */
const PATIENCE_MS = 10_000;

/**
 * Shows an image: in a viewport that already shows its series, otherwise in the active viewport.
 *
 * @param series id of the image's series
 */
export async function jumpToImage(index: ViewerIndex, series: string, key: ImageKey): Promise<void> {
  const { ohif } = index;
  const imageId = index.imageIdOf(key);
  const displaySetUID = index.displaySetOf(series)?.displaySetInstanceUID;
  if (imageId === undefined || displaySetUID === undefined) return;
  const { viewportGridService } = ohif.services;
  const { viewports } = viewportGridService.getState();
  const active = viewportGridService.getActiveViewportId();
  const showing = [...viewports.values()].filter(
    ({ displaySetInstanceUIDs }) => displaySetInstanceUIDs[0] === displaySetUID,
  );
  const target = showing.find(({ viewportId }) => viewportId === active) ?? showing[0];
  if (target) {
    jump(ohif, target.viewportId, imageId);
    return;
  }
  if (!active) return;
  viewportGridService.setDisplaySetsForViewport({
    viewportId: active,
    displaySetInstanceUIDs: [displaySetUID],
  });
  const until = performance.now() + PATIENCE_MS;
  while (!jump(ohif, active, imageId) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Returns false while the viewport does not show the image's series (yet). */
function jump(ohif: Ohif, viewportId: string, imageId: string): boolean {
  const viewport = ohif.services.cornerstoneViewportService.getCornerstoneViewport(viewportId) as
    Types.IStackViewport | Types.IVolumeViewport | null | undefined;
  const index = viewport?.getImageIds?.().indexOf(imageId) ?? -1;
  if (!viewport || index < 0) return false;
  if ('setImageIdIndex' in viewport) {
    void ohif.cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex: index });
  } else {
    viewport.setViewReference({ referencedImageId: imageId });
    viewport.render();
  }
  return true;
}
