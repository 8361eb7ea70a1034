import type { PlacedImage } from './orderByDistance';
import { idsBetween, readThose } from './readBetween';
import type { Session } from './Session';
import type { SeriesInfo } from '../state/SessionState';

let prepared = 0;

/**
 * Gives the engine what was drawn on a series, and images between, so that it can interpolate outlines.
 *
 * @param placed the series' images
 * @param drawn the reader's masks by image id
 * @param signal of the prediction that this is for
 * @returns what to name to `predict`; undefined where too few images are drawn, one of them cannot be read, or the prediction was stopped
 */
export async function prepareInterpolation(
  { ohif, engine }: Pick<Session, 'ohif' | 'engine'>,
  series: SeriesInfo,
  placed: readonly PlacedImage[],
  drawn: ReadonlyMap<string, Uint8Array>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const ids = new Set(drawn.keys());
  const others = idsBetween(placed, ids, ids);
  if (others.length === 0) return undefined;
  const masks = (await readThose(ohif, series, [...ids])).flatMap((image) => {
    const labelmap = drawn.get(image.id);
    return labelmap ? [{ ...image, labelmap }] : [];
  });
  // Without one of them it would look as if the structure ended at its neighbour.
  if (masks.length < drawn.size) return undefined;
  const between = await readThose(ohif, series, others);
  // The engine keeps one interpolation, and another run may have begun.
  if (signal.aborted) return undefined;
  const id = `${series.displaySetUID} ${++prepared}`;
  await engine.interpolate({ id, drawn: masks, between });
  return id;
}
