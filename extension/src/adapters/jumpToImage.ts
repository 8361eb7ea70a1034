import type { Types } from '@cornerstonejs/core';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { Ohif } from '../ohif/Ohif';
import type { ViewerIndex } from './ViewerIndex';

/** How long to wait for a viewport to load another series, ms. */
const PATIENCE_MS = 10_000;

/**
 * Shows an image as it was taken, and makes its viewport the active one, on which keys act: a viewport that
 * already shows its series, otherwise the active one.
 *
 * @param series id of the image's series
 */
export async function jumpToImage(index: ViewerIndex, series: string, key: ImageKey): Promise<void> {
  const { ohif } = index;
  const imageId = index.imageIdOf(key);
  const displaySetUID = index.displaySetOf(series)?.displaySetInstanceUID;
  if (imageId === undefined || displaySetUID === undefined) return;
  const { viewportGridService } = ohif.services;
  const active = viewportGridService.getActiveViewportId();
  const target = viewportFor(ohif, displaySetUID);
  if (target !== undefined) {
    if (target !== active) viewportGridService.setActiveViewportId(target);
    jump(ohif, target, imageId);
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

/** The viewport that shows a series best: in the plane of its images, and the active one of several. */
function viewportFor(ohif: Ohif, displaySetUID: string): string | undefined {
  const { viewportGridService } = ohif.services;
  const active = viewportGridService.getActiveViewportId();
  const showing = [...viewportGridService.getState().viewports.values()]
    .filter(({ displaySetInstanceUIDs }) => displaySetInstanceUIDs[0] === displaySetUID)
    .map(({ viewportId }) => ({ viewportId, viewport: shownIn(ohif, viewportId) }))
    .filter(({ viewport }) => viewport?.type !== ohif.cornerstone.Enums.ViewportType.VOLUME_3D);
  const inPlane = showing.filter(({ viewport }) => viewport?.isInAcquisitionPlane?.() !== false);
  const [best] = [inPlane, showing].filter(({ length }) => length > 0);
  return (best?.find(({ viewportId }) => viewportId === active) ?? best?.[0])?.viewportId;
}

type SliceViewport = Types.IStackViewport | Types.IVolumeViewport;

const shownIn = ({ services }: Ohif, viewportId: string) =>
  services.cornerstoneViewportService.getCornerstoneViewport(viewportId) as SliceViewport | null | undefined;

/** Returns false while the viewport does not show the image's series (yet). */
function jump(ohif: Ohif, viewportId: string, imageId: string): boolean {
  const viewport = shownIn(ohif, viewportId);
  const imageIndex = viewport?.getImageIds?.().indexOf(imageId) ?? -1;
  if (!viewport || imageIndex < 0) return false;
  if ('setImageIdIndex' in viewport) {
    void ohif.cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex });
  } else {
    // A volume that is cut across its images is turned back.
    if (!viewport.isInAcquisitionPlane()) {
      viewport.setOrientation(ohif.cornerstone.Enums.OrientationAxis.ACQUISITION);
    }
    const FrameOfReferenceUID = viewport.getFrameOfReferenceUID();
    viewport.setViewReference({ FrameOfReferenceUID, referencedImageId: imageId });
    viewport.render();
  }
  return true;
}
