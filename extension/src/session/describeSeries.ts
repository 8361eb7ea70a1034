import type { SeriesInput } from '../../../src/worker/protocol';
import type { PlacedImage } from './orderByDistance';
import { idsBetween, readThose } from './readBetween';
import type { Session } from './Session';
import type { SeriesInfo } from '../state/SessionState';

/**
 * What the engine is to know of a series before its images are predicted.
 *
 * @param placed all images of the series
 * @param drawn the reader's masks by image id, with labelmap values of the model
 */
export async function describeSeries(
  { ohif, predicted }: Pick<Session, 'ohif' | 'predicted'>,
  series: SeriesInfo,
  placed: readonly PlacedImage[],
  drawn: ReadonlyMap<string, Uint8Array>,
): Promise<Omit<SeriesInput, 'sample'>> {
  const grids = predicted.grids(series.displaySetUID);
  const masks = placed.flatMap(({ imageId, geometry }) => {
    const labelmap = drawn.get(imageId);
    const grid = grids.get(imageId);
    return labelmap && grid ? [{ id: imageId, geometry, labelmap, ...grid }] : [];
  });
  const imageIds = placed.map(({ imageId }) => imageId);
  const known = { imageIds, drawn: masks };
  const ids = new Set(drawn.keys());
  const others = idsBetween(placed, ids, ids);
  if (others.length === 0) return known;
  const images = await readThose(ohif, series, [...ids]);
  // Without one of them it would look as if the structure ended at its neighbour.
  if (images.length < drawn.size) return known;
  const read = new Map(images.map(({ id, channels, pixels }) => [id, { channels, pixels }]));
  const between = await readThose(ohif, series, others);
  return { imageIds, drawn: masks.map((mask) => ({ ...mask, ...read.get(mask.id) })), between };
}
