import type { Ohif } from '../ohif/Ohif';
import { yieldToMain } from './yieldToMain';
import type { ResultSeries } from './strokeAction';

/**
 * Shows the results of a series in a viewport, in the study's colours; does nothing if they are already
 * shown.
 */
export async function showSegmentation(
  { services }: Ohif,
  viewportId: string,
  { segmentationId, segments }: Pick<ResultSeries, 'segmentationId' | 'segments'>,
): Promise<void> {
  const { segmentationService } = services;
  const isShown = () =>
    segmentationService.getSegmentationRepresentations(viewportId, { segmentationId }).length > 0;
  if (isShown()) return;
  const active = segmentationService.getActiveSegmentation(viewportId);
  await segmentationService.addSegmentationRepresentation(viewportId, { segmentationId, type: 'Labelmap' });
  // Each of these calls makes the viewer update its toolbar and panels.
  await yieldToMain();
  if (!isShown()) return;
  for (const { index, colour } of segments) {
    segmentationService.setSegmentColor(viewportId, segmentationId, index, [...colour, 255]);
  }
  // The viewer activates the segmentation added last, but the brush must stay on the reader's own masks.
  if (active && active.segmentationId !== segmentationId) {
    segmentationService.setActiveSegmentation(viewportId, active.segmentationId);
  }
}
