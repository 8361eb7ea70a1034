import type { ImageKey } from '../../../src/data/ImageKey';
import type { ViewerIndex } from './ViewerIndex';

/**
 * Whether a viewport that shows a segmentation may currently show one of these images. In a volume viewport
 * any image may be visible.
 */
export function isVisible(index: ViewerIndex, segmentationId: string, keys: readonly ImageKey[]): boolean {
  const { ohif } = index;
  const { segmentationService, cornerstoneViewportService } = ohif.services;
  const imageIds = keys.map((key) => index.imageIdOf(key));
  return segmentationService.getViewportIdsWithSegmentation(segmentationId).some((viewportId) => {
    const viewport = cornerstoneViewportService.getCornerstoneViewport(viewportId) as
      { type: string; getCurrentImageId?(): string | undefined } | null | undefined;
    const isStack = viewport?.type === ohif.cornerstone.Enums.ViewportType.STACK;
    return isStack ? imageIds.includes(viewport?.getCurrentImageId?.() ?? '') : viewport !== undefined;
  });
}
