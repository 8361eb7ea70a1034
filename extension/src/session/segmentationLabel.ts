import { OWN_DESCRIPTION } from '../ohif/id';
import type { SeriesInfo } from '../state/SessionState';

/** Name of the result segmentation of a series, in the viewer and in the archive. */
export function segmentationLabel({ label, number }: Pick<SeriesInfo, 'label' | 'number'>): string {
  return `${OWN_DESCRIPTION}${label || `series ${number}`}`.slice(0, 64);
}
