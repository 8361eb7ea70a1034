import type { SeriesInfo } from '../state/SessionState';

/** Name of the result segmentation of a series, in the viewer and in the archive. */
export function segmentationLabel({ label, number }: Pick<SeriesInfo, 'label' | 'number'>): string {
  return `Few-shot: ${label || `series ${number}`}`.slice(0, 64);
}
