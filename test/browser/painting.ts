import type { ReferencePlane } from '../reference/ventricles';
import type { ImagePoint } from '../support/viewer';

/** Strokes of the mouse that paint a reference mask with a fine brush: along every second row, from end to end. */
export function strokesFor({ labelmap, rows, columns }: ReferencePlane): ImagePoint[][] {
  const strokes: ImagePoint[][] = [];
  for (let row = 0; row < rows; row += 2) {
    let start = -1;
    for (let column = 0; column <= columns; column++) {
      const inside = column < columns && labelmap[row * columns + column] === 1;
      if (inside && start < 0) start = column;
      if (!inside && start >= 0) {
        strokes.push([
          { row: row + 0.25, column: start },
          { row: row + 0.25, column: column - 1 },
        ]);
        start = -1;
      }
    }
  }
  return strokes;
}
