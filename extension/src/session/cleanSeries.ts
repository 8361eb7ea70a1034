import { seriesName } from '../adapters/listSeries';
import { orderInSpace, type PlacedImage } from './orderByDistance';
import type { Session } from './Session';
import type { SeriesInfo } from '../state/SessionState';
import { showMessage } from './SessionStore';

/**
 * Removes islands in 3-D, once all images of the series have masks. Images of different sizes cannot be neighbours in
 * one volume: those of each size are cleaned by themselves.
 *
 * @param placed all images of the series
 * @param drawn the reader's masks by image id
 */
export async function cleanSeries(
  { engine, predicted, store }: Session,
  series: SeriesInfo,
  placed: readonly PlacedImage[],
  drawn: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const uid = series.displaySetUID;
  const grids = predicted.grids(uid);
  const order = orderInSpace(placed).map((index) => placed[index].imageId);
  const bySize = new Map<string, string[]>();
  for (const imageId of order) {
    const grid = grids.get(imageId);
    if (!grid) continue;
    const size = `${grid.rows} x ${grid.columns}`;
    bySize.set(size, [...(bySize.get(size) ?? []), imageId]);
  }
  const masks = predicted.read(uid);
  const result = new Map<string, Uint8Array>();
  for (const [size, imageIds] of bySize) {
    const [rows, columns] = size.split(' x ').map(Number);
    // A mask drawn on other pixels than the image's own anchors nothing.
    const anchors = imageIds.map((imageId) => {
      const mask = drawn.get(imageId);
      return mask?.length === rows * columns ? mask : null;
    });
    const slices = imageIds.map((imageId) => masks.get(imageId) ?? null);
    const cleaned = await engine.cleanVolume({ rows, columns, slices, drawn: anchors });
    cleaned.forEach((mask, i) => {
      if (mask) result.set(imageIds[i], mask);
    });
  }
  const changed = await predicted.write(uid, result);
  if (changed.length > 0) predicted.refresh(uid);
  if (bySize.size < 2) return;
  showMessage(store, {
    id: `series-${uid}`,
    kind: 'warning',
    text: `The images of ${seriesName(series)} differ in size (${[...bySize.keys()].join(', ')}). Those of each size were checked in 3-D by themselves; they cannot be stored as one object.`,
  });
}
