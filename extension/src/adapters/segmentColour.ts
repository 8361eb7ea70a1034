import type { Ohif } from '../ohif/Ohif';
import type { Rgb } from '../session/SessionState';

/** The colour in which the viewer shows a segment; the viewer's default one while it is shown nowhere. */
export function segmentColour(ohif: Ohif, segmentationId: string, segmentIndex: number): Rgb {
  const { segmentationService } = ohif.services;
  const [viewportId] = segmentationService.getViewportIdsWithSegmentation(segmentationId);
  const shown = viewportId
    ? segmentationService.getSegmentColor(viewportId, segmentationId, segmentIndex)
    : null;
  const colours = ohif.cornerstoneTools.CONSTANTS.COLOR_LUT;
  const [red, green, blue] = shown ?? colours[segmentIndex % colours.length];
  return [red, green, blue];
}
