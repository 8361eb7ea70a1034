import type { Ohif } from '../ohif/Ohif';
import { activateSegmentation } from './activateSegmentation';
import type { ResultSeries } from './ResultSeries';
import { yieldToMain } from './yieldToMain';

/**
 * Shows a segmentation of a series in a viewport, in the study's colours, and makes it the active one;
 * does nothing if it is already shown.
 */
export async function showSegmentation(
  ohif: Ohif,
  viewportId: string,
  { segmentationId, segments }: Pick<ResultSeries, 'segmentationId' | 'segments'>,
): Promise<void> {
  const { segmentationService } = ohif.services;
  const isShown = () =>
    segmentationService.getSegmentationRepresentations(viewportId, { segmentationId }).length > 0;
  if (isShown()) return;
  const drawn = segmentationService.getActiveSegment(viewportId)?.label;
  await segmentationService.addSegmentationRepresentation(viewportId, { segmentationId, type: 'Labelmap' });
  // Each of these calls makes the viewer update its toolbar and panels.
  await yieldToMain();
  if (!isShown()) return;
  for (const { index, colour } of segments) {
    segmentationService.setSegmentColor(viewportId, segmentationId, index, [...colour, 255]);
  }
  activateSegmentation(ohif, viewportId, segmentationId, drawn);
}
