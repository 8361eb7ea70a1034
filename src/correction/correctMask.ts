import type { Image } from '../data/Image';
import { crop } from './crop';
import { growStroke } from './growStroke';
import { distanceTo } from './distanceTo';
import type { StrokePoint } from './StrokePoint';
import { strokePixels } from './strokePixels';
import { windowAround } from './windowAround';

/** How far from the stroke pixels may change: the stroke's extent, within these limits in pixels. */
const MIN_REACH = 10;
const MAX_REACH = 96;
/** Maximum number of pixels of the window, so that a correction takes less than 100 ms. */
const MAX_WINDOW = 100_000;
/** Distance in pixels from a stroke and its changes up to which the mask counts as known. */
const KNOWN_MARGIN = 2;

/** A short stroke that says where a mask is wrong. */
export interface Correction {
  /** The stroke on the image's pixel grid; a single point is a click. */
  points: readonly StrokePoint[];
  /** Radius of the stroke, pixels. */
  radius: number;
  /** Whether the stroke's pixels belong to the segment, or do not. */
  add: boolean;
  /** Value of the segment, 1..255. */
  segment: number;
}

/**
 * Moves the outline of a mask to where a stroke and the image say, see `growStroke`.
 *
 * *Add* never removes pixels of the segment, and *remove* never adds any. Other segments change only under an
 * added stroke. Pixels farther from the stroke than its own extent, at most 96 pixels, do not change. The
 * longer the stroke, the less of its surroundings is looked at: at most 100,000 pixels. A stroke that is
 * larger itself only paints.
 *
 * @param labelmap segment value of each pixel, row by row; not changed
 * @returns the corrected mask; `known` is 1 where the reader showed that it is right: on the stroke, on what
 *   it changed, and close to these
 * @throws RangeError when the sizes differ or the stroke has no points
 */
export function correctMask(
  image: Pick<Image, 'rows' | 'columns' | 'channels' | 'pixels'>,
  labelmap: Uint8Array,
  { points, radius, add, segment }: Correction,
): { labelmap: Uint8Array; known: Uint8Array } {
  const { rows, columns, channels = 1, pixels } = image;
  if (labelmap.length !== rows * columns || pixels.length !== labelmap.length * channels) {
    throw new RangeError(
      `correctMask: ${labelmap.length} mask pixels and ${pixels.length} values on ${rows} x ${columns} pixels`,
    );
  }
  if (points.length === 0) throw new RangeError('correctMask: the stroke has no points');
  let reach = Math.min(MAX_REACH, Math.max(MIN_REACH, extentOf(points) + 4 * radius));
  let window = windowAround(points, radius + reach, image);
  while (window.rows * window.columns > MAX_WINDOW && reach > 0) {
    reach = reach < MIN_REACH ? 0 : 0.8 * reach;
    window = windowAround(points, radius + reach + KNOWN_MARGIN, image);
  }
  const result = { labelmap: labelmap.slice(), known: new Uint8Array(labelmap.length) };
  const stroke = strokePixels(points, radius, window);
  const mask = crop(labelmap, columns, window);
  const planes = Array.from({ length: channels }, (_, i) => crop(pixels, columns, window, channels, i));
  const won = reach === 0 ? stroke : growStroke(planes, mask, stroke, window, { add, segment, reach });
  const changed = won.map((one, i) => {
    const open = add ? mask[i] === 0 || (stroke[i] === 1 && mask[i] !== segment) : mask[i] === segment;
    return one && open ? 1 : 0;
  });
  const away = distanceTo(
    stroke.map((one, i) => one | changed[i]),
    window,
  );
  for (let i = 0; i < mask.length; i++) {
    const row = window.top + Math.floor(i / window.columns);
    const at = row * columns + window.left + (i % window.columns);
    if (changed[i]) result.labelmap[at] = add ? segment : 0;
    if (away[i] <= KNOWN_MARGIN) result.known[at] = 1;
  }
  return result;
}

/** The diagonal of the points' bounding box. */
function extentOf(points: readonly StrokePoint[]): number {
  const range = (values: number[]) => Math.max(...values) - Math.min(...values);
  return Math.hypot(range(points.map(({ row }) => row)), range(points.map(({ column }) => column)));
}
