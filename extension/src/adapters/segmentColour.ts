import type { Ohif } from '../ohif/Ohif';
import type { Rgb } from '../state/SessionState';

/** The colour in which a viewport shows a segment; undefined while none does. */
export function segmentColour(ohif: Ohif, segmentationId: string, segmentIndex: number): Rgb | undefined {
  const { segmentationService } = ohif.services;
  const [viewportId] = segmentationService.getViewportIdsWithSegmentation(segmentationId);
  const shown = viewportId
    ? segmentationService.getSegmentColor(viewportId, segmentationId, segmentIndex)
    : null;
  return shown ? [shown[0], shown[1], shown[2]] : undefined;
}

/** The colour that the viewer gives to a segment when it shows it for the first time. */
export function defaultColour(ohif: Ohif, segmentIndex: number): Rgb {
  const colours = ohif.cornerstoneTools.CONSTANTS.COLOR_LUT;
  const [red, green, blue] = colours[segmentIndex % colours.length];
  return [red, green, blue];
}
