import { findSegment } from '../../../src/data/findSegment';
import type { Ohif } from '../ohif/Ohif';

/**
 * Makes a segmentation the active one of a viewport, so that brush and eraser act on it.
 *
 * @param label name of the segment to make active if the segmentation has it; by default the one that the
 *   reader draws in this viewport
 */
export function activateSegmentation(
  { services: { segmentationService } }: Ohif,
  viewportId: string,
  segmentationId: string,
  label = segmentationService.getActiveSegment(viewportId)?.label,
): void {
  const active = segmentationService.getActiveSegmentation(viewportId);
  if (active?.segmentationId !== segmentationId) {
    segmentationService.setActiveSegmentation(viewportId, segmentationId);
  }
  const segments = Object.values(segmentationService.getSegmentation(segmentationId)?.segments ?? {});
  const named = segments.flatMap((segment) => (segment?.label ? [{ ...segment, name: segment.label }] : []));
  const same = label ? findSegment(named, { name: label }) : undefined;
  if (same && !same.active) segmentationService.setActiveSegment(segmentationId, same.segmentIndex);
}
