import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphPixel } from './glyphs';

export type Colour = readonly [number, number, number];

/** An RGB image to draw on, initially black. */
export class Canvas {
  readonly values: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.values = new Uint8Array(3 * width * height);
  }

  /** Sets a pixel; ignores positions outside the image. */
  set(x: number, y: number, colour: Colour): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.values.set(colour, 3 * (y * this.width + x));
  }

  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    for (let row = y; row < y + height; row++) {
      for (let column = x; column < x + width; column++) this.set(column, row, colour);
    }
  }

  /** Writes text with its upper left corner at a pixel. */
  write(text: string, x: number, y: number, scale: number, colour: Colour): void {
    [...text].forEach((character, i) => {
      const left = x + i * (GLYPH_WIDTH + 1) * scale;
      for (let row = 0; row < GLYPH_HEIGHT; row++) {
        for (let column = 0; column < GLYPH_WIDTH; column++) {
          if (glyphPixel(character, column, row)) {
            this.fill(left + column * scale, y + row * scale, scale, scale, colour);
          }
        }
      }
    });
  }
}

/** Width of text on a canvas, pixels. */
export function textWidth(text: string, scale: number): number {
  return [...text].length * (GLYPH_WIDTH + 1) * scale;
}
