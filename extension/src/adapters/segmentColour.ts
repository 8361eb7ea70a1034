import type { Ohif } from '../ohif/Ohif';
import type { Rgb } from '../state/SessionState';

/** The colour in which a viewport shows a segment; undefined when no viewport shows it. */
export function segmentColour(ohif: Ohif, segmentationId: string, segmentIndex: number): Rgb | undefined {
  const { segmentationService } = ohif.services;
  const [viewportId] = segmentationService.getViewportIdsWithSegmentation(segmentationId);
  const shown = viewportId
    ? segmentationService.getSegmentColor(viewportId, segmentationId, segmentIndex)
    : null;
  return shown ? [shown[0], shown[1], shown[2]] : undefined;
}

/** The colour that the viewer assigns to a segment when it first shows it. */
export function defaultColour(ohif: Ohif, segmentIndex: number): Rgb {
  const colours = ohif.cornerstoneTools.CONSTANTS.COLOR_LUT;
  const [red, green, blue] = colours[segmentIndex % colours.length];
  return [red, green, blue];
}
