import type { ReferencePlane } from '../reference/ventricles';
import type { ImagePoint } from '../support/viewer/paintStrokes';

/**
 * Mouse strokes that paint a reference mask with a brush of 1 mm radius, which covers two rows of pixels:
 * along every second row, from end to end, offset by half a pixel. About as accurate as careful manual
 * drawing.
 */
export function strokesFor({ labelmap, rows, columns }: ReferencePlane): ImagePoint[][] {
  const strokes: ImagePoint[][] = [];
  for (let row = 0; row < rows; row += 2) {
    let start = -1;
    for (let column = 0; column <= columns; column++) {
      const inside = column < columns && labelmap[row * columns + column] === 1;
      if (inside && start < 0) start = column;
      if (!inside && start >= 0) {
        const middle = (start + column - 1) / 2;
        strokes.push([
          { row: row + 0.5, column: Math.min(start + 0.5, middle) },
          { row: row + 0.5, column: Math.max(column - 1.5, middle) },
        ]);
        start = -1;
      }
    }
  }
  return strokes;
}
