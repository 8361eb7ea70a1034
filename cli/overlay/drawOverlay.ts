import { Canvas, textWidth, type Colour } from './Canvas';
import { GLYPH_HEIGHT } from './glyphs';
import { BOTH, paintImage, PREDICTION, REFERENCE, type PaintedImage } from './paintImage';

/** What an overlay shows. */
export interface OverlayInput extends PaintedImage {
  /** Text below the image, one entry per line. */
  title: readonly string[];
}

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
  paintImage(canvas, input, zoom);

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
