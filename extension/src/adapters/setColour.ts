import type { Ohif } from '../ohif/Ohif';
import type { Rgb } from '../state/SessionState';

/** Shows the segments with this name in a colour, in all segmentations and viewports. */
export function setColour({ services }: Ohif, name: string, colour: Rgb): void {
  const { segmentationService } = services;
  for (const { segmentationId, segments } of segmentationService.getSegmentations()) {
    for (const [index, segment] of Object.entries(segments)) {
      if (segment?.label !== name) continue;
      for (const viewportId of segmentationService.getViewportIdsWithSegmentation(segmentationId)) {
        segmentationService.setSegmentColor(viewportId, segmentationId, Number(index), [...colour, 255]);
      }
    }
  }
}
