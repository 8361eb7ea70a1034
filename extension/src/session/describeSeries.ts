import type { ImageKey } from '../../../src/data/ImageKey';
import type { SeriesInput } from '../../../src/worker/protocol';
import type { SeriesInfo } from '../state/SessionState';
import type { PlacedImage } from './orderByDistance';
import { keysBetween, readThose } from './readBetween';
import type { SavedParts } from './SavedParts';

/**
 * Describes a series to the engine before its images are predicted.
 *
 * @param placed all images of the series
 * @param drawn the reader's masks by image, with labelmap values of the model
 */
export async function describeSeries(
  { index, predicted }: Pick<SavedParts, 'index' | 'predicted'>,
  series: SeriesInfo,
  placed: readonly PlacedImage[],
  drawn: ReadonlyMap<ImageKey, Uint8Array>,
): Promise<Omit<SeriesInput, 'sample'>> {
  const grids = predicted.grids(series.id);
  const masks = placed.flatMap(({ key, geometry }) => {
    const labelmap = drawn.get(key);
    const grid = grids.get(key);
    return labelmap && grid ? [{ id: key, geometry, labelmap, ...grid }] : [];
  });
  const ids = placed.map(({ key }) => key);
  const known = { ids, drawn: masks };
  const keys = new Set(drawn.keys());
  const others = keysBetween(placed, keys, keys);
  if (others.length === 0) return known;
  const images = await readThose(index, series, [...keys]);
  // If one were missing, the structure would appear to end at its neighbour.
  if (images.length < drawn.size) return known;
  const read = new Map(images.map(({ id, channels, pixels }) => [id, { channels, pixels }]));
  const between = await readThose(index, series, others);
  return { ids, drawn: masks.map((mask) => ({ ...mask, ...read.get(mask.id) })), between };
}
