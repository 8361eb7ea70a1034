import type { DisplaySet } from '../ohif/types';
import { isImageSeries } from './isImageSeries';

/**
 * Id of the series that a display set shows: its Series Instance UID. OHIF splits some series into several
 * display sets, e.g. one for each multi-frame instance. Each of these counts as a separate series here, whose
 * id also contains the SOP Instance UID of its first image.
 *
 * @param displaySets all display sets of the study
 */
export function seriesIdOf(displaySet: DisplaySet, displaySets: readonly DisplaySet[]): string {
  const { SeriesInstanceUID } = displaySet;
  const parts = displaySets.filter(
    (other) => other.SeriesInstanceUID === SeriesInstanceUID && isImageSeries(other),
  );
  const first = (displaySet.instances ?? displaySet.images)?.[0]?.SOPInstanceUID;
  return parts.length > 1 && first ? `${SeriesInstanceUID}/${first}` : SeriesInstanceUID;
}
