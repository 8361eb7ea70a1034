import { isImageSeries } from '../adapters/isImageSeries';
import { seriesIdOf } from '../adapters/seriesIdOf';
import type { Session } from './Session';
import { unusableSeries } from './unusableSeries';

/** Why the series in the active viewport cannot be drawn on, as text for the reader; empty when it can. */
export function drawingProblem({ ohif, index, store }: Pick<Session, 'ohif' | 'index' | 'store'>): string {
  const { viewportGridService } = ohif.services;
  const viewportId = viewportGridService.getActiveViewportId();
  const viewport = viewportId ? viewportGridService.getState().viewports.get(viewportId) : undefined;
  const { displaySets } = index;
  const shown = displaySets.filter(({ displaySetInstanceUID }) =>
    viewport?.displaySetInstanceUIDs.includes(displaySetInstanceUID),
  );
  const images = shown.filter(isImageSeries);
  // Overlays (SEG, RTSTRUCT) lie on images that a viewport may not list.
  if (
    shown.length > 0 &&
    images.length === 0 &&
    !shown.some(({ isOverlayDisplaySet }) => isOverlayDisplaySet)
  ) {
    return `This is no image series (${shown[0].Modality}): masks cannot be drawn on it.`;
  }
  const ids = images.map((displaySet) => seriesIdOf(displaySet, displaySets));
  return unusableSeries(store.getState().series).find(({ id }) => ids.includes(id))?.text ?? '';
}
