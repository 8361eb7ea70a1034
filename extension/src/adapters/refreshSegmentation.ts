import type { Ohif } from '../ohif/Ohif';

/** Notifies viewports and the viewer's other listeners that the masks of a segmentation changed. */
export function refreshSegmentation(
  { services, cornerstoneTools }: Ohif,
  segmentationId: string | undefined,
): void {
  if (!segmentationId || !services.segmentationService.getSegmentation(segmentationId)) return;
  cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(segmentationId);
}
