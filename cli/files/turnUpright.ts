import type { Voxels } from './Voxels';

/**
 * For each EXIF orientation, where the upright image takes its first row and column from: whether it swaps
 * rows and columns of the stored image, then whether it reverses the stored columns and rows.
 */
const TURNS: Record<number, readonly [swap: boolean, columns: boolean, rows: boolean]> = {
  2: [false, true, false],
  3: [false, true, true],
  4: [false, false, true],
  5: [true, false, false],
  6: [true, false, true],
  7: [true, true, true],
  8: [true, true, false],
};

/** Whether an orientation exchanges width and height. */
export function swapsSides(orientation: number): boolean {
  return TURNS[orientation]?.[0] ?? false;
}

/** Turns a stored image as viewers show it, by its EXIF orientation. */
export function turnUpright(image: Voxels, orientation: number): Voxels {
  const turn = TURNS[orientation];
  if (!turn) return image;
  const [swap, flipColumns, flipRows] = turn;
  const [width, height] = image.size;
  const [columns, rows] = swap ? [height, width] : [width, height];
  const channels = image.channels ?? 1;
  const values = new Float32Array(image.values.length);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = swap ? [row, column] : [column, row];
      const from = (flipRows ? height - 1 - y : y) * width + (flipColumns ? width - 1 - x : x);
      for (let c = 0; c < channels; c++, i++) values[i] = image.values[channels * from + c];
    }
  }
  return { ...image, size: [columns, rows, 1], values };
}
