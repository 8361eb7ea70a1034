import type { Ohif } from '../ohif/Ohif';
import type { DrawingTool } from '../state/DrawingTool';
import { SessionError } from '../state/SessionError';
import { activateSegmentation } from './activateSegmentation';
import type { PredictedMasks } from './PredictedMasks';

/**
 * Activates a tool on the left mouse button. Brush and eraser act on the results where the active viewport
 * shows any, otherwise on the reader's labelmap, which is created if there is none.
 *
 * @throws SessionError when no viewport shows an image, or there is nothing that a correction brush could
 *   correct
 */
export async function startDrawing(ohif: Ohif, predicted: PredictedMasks, tool: DrawingTool): Promise<void> {
  const { segmentationService, viewportGridService } = ohif.services;
  const viewportId = viewportGridService.getActiveViewportId();
  const viewport = viewportId ? viewportGridService.getState().viewports.get(viewportId) : undefined;
  if (!viewportId || !viewport?.displaySetInstanceUIDs.length) {
    throw new SessionError(
      'Open a series in the viewer first: drag it from the list on the left into a viewport.',
    );
  }
  if (tool !== 'WindowLevel') {
    const shown = segmentationService
      .getSegmentationRepresentations(viewportId)
      .filter(({ type }) => type === 'Labelmap')
      .map(({ segmentationId }) => segmentationId);
    const results = shown.find((segmentationId) => predicted.owns(segmentationId));
    if (results) {
      activateSegmentation(ohif, viewportId, results);
    } else if (tool === 'FewShotAdd' || tool === 'FewShotRemove') {
      throw new SessionError('There are no predicted masks to correct here yet: train first.');
    } else if (shown.length === 0) {
      await ohif.commands.run('createLabelmapForViewport', {
        viewportId,
        options: { createInitialSegment: true },
      });
    }
  }
  ohif.commands.run('setToolActiveToolbar', { toolName: tool, toolGroupIds: ['default', 'mpr'] });
}
