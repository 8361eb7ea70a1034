import type { Ohif } from '../ohif/Ohif';
import type { DisplaySet } from '../ohif/types';

/** Image ids of a display set in the viewer's order, even if no viewport has shown it yet. */
export function imageIdsOf(ohif: Ohif, displaySet: DisplaySet): string[] {
  if (displaySet.imageIds?.length) return displaySet.imageIds;
  const imageIds = ohif.dataSource.getImageIdsForDisplaySet(displaySet) ?? [];
  // OHIF sets this when the series is first shown or a SEG refers to it. Creating a labelmap requires it.
  if (imageIds.length > 0) displaySet.imageIds = imageIds;
  return imageIds;
}
