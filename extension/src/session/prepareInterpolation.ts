import type { DrawnImage } from '../../../src/worker/protocol';
import { readImage } from '../adapters/readImage';
import { idsBetween } from './readBetween';
import type { Session } from './Session';
import type { SeriesInfo } from './SessionState';

let prepared = 0;

/**
 * Gives the engine what was drawn on a series, and images between, so that it can interpolate outlines.
 *
 * @param imageIds of the series, in spatial order
 * @param drawn the reader's masks by image id
 * @returns what to name to `predict`; undefined where too few images are drawn
 * @throws SessionError naming an image that cannot be read: it could not be predicted either
 */
export async function prepareInterpolation(
  { ohif, engine }: Pick<Session, 'ohif' | 'engine'>,
  series: SeriesInfo,
  imageIds: readonly string[],
  drawn: ReadonlyMap<string, Uint8Array>,
): Promise<string | undefined> {
  const ids = new Set(drawn.keys());
  const others = idsBetween(imageIds, ids, ids);
  if (others.length === 0) return undefined;
  const read = (imageId: string) => readImage(ohif, series, imageId);
  const between = await Promise.all(others.map(read));
  const masks = await Promise.all(
    [...drawn].map(async ([imageId, labelmap]): Promise<DrawnImage> => ({
      ...(await read(imageId)),
      labelmap,
    })),
  );
  // A run never meets what an earlier one left there.
  const id = `${series.displaySetUID} ${++prepared}`;
  await engine.interpolate({ id, drawn: masks, between });
  return id;
}
