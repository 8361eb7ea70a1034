import type { Channels } from '../../src/data/Channels';
import type { Canvas, Colour } from './Canvas';

/** An image and its masks. All arrays have rows x columns values; `pixels` has that many for each channel. */
export interface PaintedImage {
  rows: number;
  columns: number;
  channels: Channels;
  pixels: Float32Array;
  /** Labels; 0 is background. */
  reference: Uint8Array;
  prediction: Uint8Array;
}

// Colours that are distinguishable with any colour vision deficiency and visible on most images.
export const REFERENCE: Colour = [0, 200, 255];
export const PREDICTION: Colour = [255, 140, 0];
export const BOTH: Colour = [255, 255, 255];
/** Contours get a pixel thicker for each of these pixels of the longer side. */
const PER_LINE = 448;

/** Draws an image and the contours of its masks, enlarged by a whole factor. */
export function paintImage(canvas: Canvas, image: PaintedImage, zoom: number): void {
  paintPixels(canvas, image, zoom);
  paintContours(canvas, image, zoom);
}

/** Draws the image, windowed from the 1st to the 99th percentile of its values. */
function paintPixels(canvas: Canvas, { rows, columns, channels, pixels }: PaintedImage, zoom: number): void {
  const sorted = pixels.filter(Number.isFinite).sort();
  const low = sorted[Math.floor(0.01 * sorted.length)] ?? 0;
  const high = sorted[Math.floor(0.99 * sorted.length)] ?? 1;
  const scale = high > low ? 255 / (high - low) : 0;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const shade = (channel: number) =>
        Math.max(0, Math.min(255, (pixels[channels * i + channel] - low) * scale)) || 0;
      // A grey image repeats its channel for red, green and blue.
      const colour: Colour = [shade(0), shade(channels === 3 ? 1 : 0), shade(channels === 3 ? 2 : 0)];
      canvas.fill(column * zoom, row * zoom, zoom, zoom, colour);
    }
  }
}

/** Draws contours: a pixel is on a contour if its label ends within a line's width. */
function paintContours(canvas: Canvas, input: PaintedImage, zoom: number): void {
  const { rows, columns, reference, prediction } = input;
  const line = Math.max(1, Math.round((zoom * Math.max(rows, columns)) / PER_LINE));
  const onContour = (labels: Uint8Array, x: number, y: number): boolean => {
    const at = (u: number, v: number) =>
      u < 0 || v < 0 || u >= columns * zoom || v >= rows * zoom
        ? 0
        : labels[Math.floor(v / zoom) * columns + Math.floor(u / zoom)];
    const label = at(x, y);
    if (label === 0) return false;
    return (
      at(x - line, y) !== label ||
      at(x + line, y) !== label ||
      at(x, y - line) !== label ||
      at(x, y + line) !== label
    );
  };
  for (let y = 0; y < rows * zoom; y++) {
    for (let x = 0; x < columns * zoom; x++) {
      const inReference = onContour(reference, x, y);
      const inPrediction = onContour(prediction, x, y);
      if (inReference || inPrediction) {
        canvas.set(x, y, inReference && inPrediction ? BOTH : inReference ? REFERENCE : PREDICTION);
      }
    }
  }
}
