import type { Channels } from '../../src/data/Channels';
import { Canvas, textWidth, type Colour } from './Canvas';
import { GLYPH_HEIGHT } from './glyphs';

/** What an overlay shows. All arrays have rows x columns values; `pixels` has that many for each channel. */
export interface OverlayInput {
  rows: number;
  columns: number;
  channels: Channels;
  pixels: Float32Array;
  /** Labels; 0 is background. */
  reference: Uint8Array;
  prediction: Uint8Array;
  /** Text below the image, one entry per line. */
  title: readonly string[];
}

// Colours that are distinguishable with any colour vision deficiency and visible on most images.
const REFERENCE: Colour = [0, 200, 255];
const PREDICTION: Colour = [255, 140, 0];
const BOTH: Colour = [255, 255, 255];
const TEXT: Colour = [220, 220, 220];
/** Minimum length of the longer side, pixels; smaller images are enlarged. */
const MIN_SIDE = 448;
const MARGIN = 8;
const SCALE = 2;
const LINE = (GLYPH_HEIGHT + 3) * SCALE;

/** Draws an image with the contours of reference and prediction, and a legend below it. */
export function drawOverlay(input: OverlayInput): Canvas {
  const { rows, columns, title } = input;
  const zoom = Math.max(1, Math.ceil(MIN_SIDE / Math.max(rows, columns)));
  const [width, height] = [columns * zoom, rows * zoom];
  const legend: [string, Colour][] = [
    ['reference', REFERENCE],
    ['prediction', PREDICTION],
    ['both', BOTH],
  ];
  const swatch = LINE;
  const legendWidth = legend.reduce((sum, [text]) => sum + swatch + textWidth(text, SCALE) + 2 * MARGIN, 0);
  const textWidths = title.map((line) => textWidth(line, SCALE));
  const canvas = new Canvas(
    Math.max(width, legendWidth + MARGIN, ...textWidths.map((text) => text + 2 * MARGIN)),
    height + 2 * MARGIN + LINE * (title.length + 1),
  );
  paintPixels(canvas, input, zoom);
  paintContours(canvas, input, zoom);

  let y = height + MARGIN;
  for (const line of title) {
    canvas.write(line, MARGIN, y, SCALE, TEXT);
    y += LINE;
  }
  let x = MARGIN;
  for (const [text, colour] of legend) {
    canvas.fill(x, y + 3, swatch - 4, 4, colour);
    canvas.write(text, x + swatch, y, SCALE, TEXT);
    x += swatch + textWidth(text, SCALE) + 2 * MARGIN;
  }
  return canvas;
}

/** Draws the image, windowed from the 1st to the 99th percentile of its values. */
function paintPixels(canvas: Canvas, { rows, columns, channels, pixels }: OverlayInput, zoom: number): void {
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
function paintContours(canvas: Canvas, input: OverlayInput, zoom: number): void {
  const { rows, columns, reference, prediction } = input;
  const line = Math.max(1, Math.round((zoom * Math.max(rows, columns)) / MIN_SIDE));
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
