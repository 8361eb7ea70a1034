import type { CpuKernel, CpuTensor } from './CpuKernel';
import { emptyTensor } from './CpuKernel';

export const selectMaximum2: CpuKernel<'SelectMaximum2'> = ({ x, values }) => {
  const [batch, rows, columns, channels] = x.shape;
  const y = emptyTensor([batch, rows / 2, columns / 2, channels]);
  forEachMaximum(x, (maximumAt, blockAt) => (y.values[blockAt] = values.values[maximumAt]));
  return y;
};

export const scatterMaximum2: CpuKernel<'ScatterMaximum2'> = ({ x, dy }) => {
  const dx = emptyTensor(x.shape);
  forEachMaximum(x, (maximumAt, blockAt) => (dx.values[maximumAt] = dy.values[blockAt]));
  return dx;
};

/** Visits every 2x2 block with the offset of its maximum; the first in reading order if several are equal. */
function forEachMaximum(x: CpuTensor, visit: (maximumAt: number, blockAt: number) => void): void {
  const [batch, rows, columns, channels] = x.shape;
  let blockAt = 0;
  for (let b = 0; b < batch; b++) {
    for (let row = 0; row < rows; row += 2) {
      for (let column = 0; column < columns; column += 2) {
        for (let c = 0; c < channels; c++) {
          const first = ((b * rows + row) * columns + column) * channels + c;
          const below = first + columns * channels;
          let maximumAt = first;
          for (const at of [first + channels, below, below + channels]) {
            if (x.values[at] > x.values[maximumAt]) maximumAt = at;
          }
          visit(maximumAt, blockAt++);
        }
      }
    }
  }
}
