import type { ReviewItem } from '../state/ReviewItem';

/** Numbers of images of a series by what the results show on them. */
export interface MaskCounts {
  masks: number;
  /** Images without the structure. */
  empty: number;
  rejected: number;
}

/** Counts the images of each series; a rejected mask is neither a mask nor an empty one. */
export function countMasks(items: readonly ReviewItem[]): Map<string, MaskCounts> {
  const counts = new Map<string, MaskCounts>();
  for (const { series, mark, segments } of items) {
    const own = counts.get(series) ?? { masks: 0, empty: 0, rejected: 0 };
    own[mark === 'rejected' ? 'rejected' : segments.length > 0 ? 'masks' : 'empty']++;
    counts.set(series, own);
  }
  return counts;
}
