import type { Ohif } from '../ohif/Ohif';
import type { OhifInstance } from '../ohif/types';

/**
 * The SEG instance that a segmentation was opened from: both share the id of the SEG's display set. Undefined
 * for labelmaps made in the viewer, whose display sets hold no instance.
 */
export function archivedSeg({ services }: Ohif, segmentationId: string): OhifInstance | undefined {
  const displaySet = services.displaySetService.getDisplaySetByUID(segmentationId);
  return displaySet?.Modality === 'SEG' ? (displaySet.instance ?? displaySet.instances?.[0]) : undefined;
}
