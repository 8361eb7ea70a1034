import type { ImageKey } from '../../../src/data/ImageKey';
import type { SegmentInfo, SessionState } from '../state/SessionState';

/** Size of a segment in one series. */
export interface SegmentMeasure {
  segment: Pick<SegmentInfo, 'index' | 'name' | 'colour'>;
  /** Volume in the whole series, ml; undefined for a single image. */
  millilitres: number | undefined;
  /** Area on the shown image, mm². */
  area: number;
}

/**
 * Measures the masks that the results show in the series of the shown image; none if it has no masks, or if
 * its voxel size is unknown.
 */
export function measureSegments(
  { review, series, segments }: Pick<SessionState, 'review' | 'series' | 'segments'>,
  shown: ImageKey | undefined,
): SegmentMeasure[] {
  const image = review.find(({ key }) => key === shown);
  const voxel = series.find(({ id }) => id === image?.series)?.voxel;
  if (!image || !voxel) return [];
  const totals = new Map<number, number>();
  for (const item of review) {
    if (item.series !== image.series) continue;
    for (const { index, pixels } of item.segments) totals.set(index, (totals.get(index) ?? 0) + pixels);
  }
  return segments.flatMap((segment) => {
    const pixels = totals.get(segment.index);
    if (pixels === undefined) return [];
    const here = image.segments.find(({ index }) => index === segment.index)?.pixels ?? 0;
    const { area, distance } = voxel;
    // A millilitre is 1,000 mm³.
    const millilitres = distance === undefined ? undefined : (pixels * area * distance) / 1000;
    return [{ segment, millilitres, area: here * area }];
  });
}
