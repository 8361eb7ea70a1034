import jpeg from 'jpeg-js';
import { Canvas } from '../overlay/Canvas';
import { paintImage } from '../overlay/paintImage';
import type { SourceFrame } from '../files/stackFrames';

/** Length of the longer side, pixels: between half of this and this. */
const MAX_SIDE = 320;
const QUALITY = 80;

/**
 * Draws a frame with the outline of its mask, small enough for a page with hundreds of them.
 *
 * @param labels labelmap values of the frame
 * @returns a JPEG file
 */
export function drawMiddle({ source, channels, pixels }: SourceFrame, labels: Uint8Array): Buffer {
  const longer = Math.max(source.rows, source.columns);
  const step = Math.ceil(longer / MAX_SIDE);
  const rows = Math.ceil(source.rows / step);
  const columns = Math.ceil(source.columns / step);
  const small = {
    pixels: new Float32Array(rows * columns * channels),
    labels: new Uint8Array(rows * columns),
  };
  for (let row = 0, to = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, to++) {
      const from = row * step * source.columns + column * step;
      small.labels[to] = labels[from];
      for (let c = 0; c < channels; c++) small.pixels[channels * to + c] = pixels[channels * from + c];
    }
  }
  const zoom = Math.max(1, Math.floor(MAX_SIDE / Math.max(rows, columns)));
  const canvas = new Canvas(columns * zoom, rows * zoom);
  const masks = { reference: new Uint8Array(rows * columns), prediction: small.labels };
  paintImage(canvas, { rows, columns, channels, pixels: small.pixels, ...masks }, zoom);
  const data = new Uint8Array(4 * canvas.width * canvas.height).fill(255);
  for (let i = 0; i < canvas.width * canvas.height; i++)
    data.set(canvas.values.subarray(3 * i, 3 * i + 3), 4 * i);
  return jpeg.encode({ width: canvas.width, height: canvas.height, data }, QUALITY).data;
}
