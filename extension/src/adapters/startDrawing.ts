import type { Ohif } from '../ohif/Ohif';
import type { DrawingTool } from '../state/DrawingTool';
import { SessionError } from '../state/SessionError';
import type { PredictedMasks } from './PredictedMasks';

/**
 * Activates a tool on the left mouse button. For brush and eraser, creates a labelmap in the active viewport
 * if the reader has none there.
 *
 * @throws SessionError when no viewport shows an image
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
    const own = segmentationService
      .getSegmentationRepresentations(viewportId)
      .filter(({ segmentationId, type }) => type === 'Labelmap' && !predicted.owns(segmentationId));
    const active = segmentationService.getActiveSegmentation(viewportId)?.segmentationId;
    const corrects = active !== undefined && predicted.owns(active);
    if (own.length === 0 && !corrects) {
      await ohif.commands.run('createLabelmapForViewport', {
        viewportId,
        options: { createInitialSegment: true },
      });
    }
  }
  ohif.commands.run('setToolActiveToolbar', { toolName: tool, toolGroupIds: ['default', 'mpr'] });
}
