import type { Window } from './Window';

/**
 * One channel of the window of an image, row by row.
 *
 * @param imageColumns columns of the image
 * @param channels values per pixel, adjacent in `values`
 */
export function crop<A extends Uint8Array | Float32Array>(
  values: A,
  imageColumns: number,
  { top, left, rows, columns }: Window,
  channels = 1,
  channel = 0,
): A {
  const part = values.slice(0, rows * columns) as A;
  for (let i = 0; i < part.length; i++) {
    const at = (top + Math.floor(i / columns)) * imageColumns + left + (i % columns);
    part[i] = values[at * channels + channel];
  }
  return part;
}
