import type { SegmentInfo } from '../state/SessionState';
import { activateSegmentation } from './activateSegmentation';
import { showSegmentation } from './showSegmentation';
import type { ViewerIndex } from './ViewerIndex';

/**
 * Shows a segmentation in every viewport that shows its series; does nothing if the viewer deleted it.
 *
 * @param activated whether it becomes active even where it is already shown
 */
export async function showOnSeries(
  index: ViewerIndex,
  seriesId: string,
  segmentation: { segmentationId: string; segments: SegmentInfo[] },
  activated = false,
): Promise<void> {
  const { viewportGridService, segmentationService, cornerstoneViewportService } = index.ohif.services;
  if (!segmentationService.getSegmentation(segmentation.segmentationId)) return;
  const uid = index.displaySetOf(seriesId)?.displaySetInstanceUID;
  for (const { viewportId, displaySetInstanceUIDs } of viewportGridService.getState().viewports.values()) {
    if (displaySetInstanceUIDs[0] !== uid) continue;
    if (!cornerstoneViewportService.getCornerstoneViewport(viewportId)) continue;
    await showSegmentation(index.ohif, viewportId, segmentation);
    if (activated) activateSegmentation(index.ohif, viewportId, segmentation.segmentationId);
  }
}
