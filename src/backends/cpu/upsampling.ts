import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

export const upsample2: CpuKernel<'Upsample2'> = ({ x }, { bilinear }) => {
  const [batch, rows, columns, channels] = x.shape;
  const y = emptyTensor([batch, 2 * rows, 2 * columns, channels]);
  forEachContribution([batch, rows, columns, channels], bilinear, (smallAt, largeAt, weight) => {
    y.values[largeAt] += weight * x.values[smallAt];
  });
  return y;
};

export const upsample2Gradient: CpuKernel<'Upsample2Gradient'> = ({ dy }, { bilinear }) => {
  const [batch, rows, columns, channels] = dy.shape;
  const dx = emptyTensor([batch, rows / 2, columns / 2, channels]);
  forEachContribution([batch, rows / 2, columns / 2, channels], bilinear, (smallAt, largeAt, weight) => {
    dx.values[smallAt] += weight * dy.values[largeAt];
  });
  return dx;
};

/** Visits each pair of a small and a large pixel that contribute to each other, with the weight. */
function forEachContribution(
  [batch, rows, columns, channels]: readonly number[],
  bilinear: boolean,
  visit: (smallAt: number, largeAt: number, weight: number) => void,
): void {
  for (let b = 0; b < batch; b++) {
    for (let row = 0; row < 2 * rows; row++) {
      for (let column = 0; column < 2 * columns; column++) {
        for (const [fromRow, rowWeight] of sources(row, rows, bilinear)) {
          for (const [fromColumn, columnWeight] of sources(column, columns, bilinear)) {
            const small = ((b * rows + fromRow) * columns + fromColumn) * channels;
            const large = ((b * 2 * rows + row) * 2 * columns + column) * channels;
            for (let c = 0; c < channels; c++) visit(small + c, large + c, rowWeight * columnWeight);
          }
        }
      }
    }
  }
}

/**
 * The rows (or columns) of the small image from which row `at` of the large one is interpolated, with their
 * weights. Bilinear: the centre of the large row lies a quarter of a small row from the centre of the nearest
 * one; the edge is repeated beyond the image.
 */
function sources(at: number, length: number, bilinear: boolean): [number, number][] {
  const nearest = at >> 1;
  if (!bilinear) return [[nearest, 1]];
  const other = at % 2 === 0 ? Math.max(0, nearest - 1) : Math.min(length - 1, nearest + 1);
  return [
    [nearest, 0.75],
    [other, 0.25],
  ];
}
