import type { Ohif } from '../ohif/Ohif';

/** Predicted masks are outlines with a trace of colour, so that the viewer's filled masks are drawn ones. */
const STYLE = {
  renderOutline: true,
  outlineWidth: 2,
  outlineOpacity: 1,
  renderFill: true,
  fillAlpha: 0.12,
};

/** Makes a result segmentation look different from drawn ones, whether it is the active one or not. */
export function styleResults({ services }: Ohif, segmentationId: string): void {
  services.segmentationService.setStyle(
    { segmentationId, type: 'Labelmap' },
    {
      ...STYLE,
      renderOutlineInactive: STYLE.renderOutline,
      outlineWidthInactive: STYLE.outlineWidth,
      outlineOpacityInactive: STYLE.outlineOpacity,
      renderFillInactive: STYLE.renderFill,
      fillAlphaInactive: STYLE.fillAlpha,
    },
  );
}
