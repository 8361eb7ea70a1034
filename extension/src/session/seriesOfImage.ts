import type { ImageKey } from '../../../src/data/ImageKey';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { SeriesInfo } from '../state/SessionState';

/** The series that an image belongs to; undefined for an image of none of them. */
export function seriesOfImage(
  index: Pick<ViewerIndex, 'keysOf'>,
  series: readonly SeriesInfo[],
  key: ImageKey,
): SeriesInfo | undefined {
  return series.find(({ id }) => index.keysOf(id).includes(key));
}
