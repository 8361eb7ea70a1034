/** Values on a grid of pixels, row by row. */
export interface Grid {
  rows: number;
  columns: number;
  values: Float32Array;
}

/** Position and size of a rectangle in a grid, pixels. */
export interface Crop {
  top: number;
  left: number;
  rows: number;
  columns: number;
}

/** The bilinear value at a position between pixels; outside the grid, the value of the nearest pixel. */
export function valueAt({ rows, columns, values }: Grid, row: number, column: number): number {
  // No function calls, and `| 0` for rounding down: registration spends most of its time here.
  const y = row < 0 ? 0 : row > rows - 1 ? rows - 1 : row;
  const x = column < 0 ? 0 : column > columns - 1 ? columns - 1 : column;
  const top = y | 0;
  const left = x | 0;
  const i = top * columns + left;
  const right = left + 1 < columns ? 1 : 0;
  const down = top + 1 < rows ? columns : 0;
  const upper = values[i] + (values[i + right] - values[i]) * (x - left);
  const lower = values[i + down] + (values[i + down + right] - values[i + down]) * (x - left);
  return upper + (lower - upper) * (y - top);
}

/**
 * Resamples a grid to another size bilinearly, with the corner pixels aligned. Blur it before reducing it
 * much.
 */
export function resize(grid: Grid, rows: number, columns: number): Grid {
  const values = new Float32Array(rows * columns);
  const down = (grid.rows - 1) / Math.max(1, rows - 1);
  const right = (grid.columns - 1) / Math.max(1, columns - 1);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) values[i] = valueAt(grid, y * down, x * right);
  }
  return { rows, columns, values };
}

/** Copies a rectangle of a grid. */
export function cropTo({ columns, values }: Grid, crop: Crop): Grid {
  const out = new Float32Array(crop.rows * crop.columns);
  for (let y = 0; y < crop.rows; y++) {
    const from = (crop.top + y) * columns + crop.left;
    out.set(values.subarray(from, from + crop.columns), y * crop.columns);
  }
  return { rows: crop.rows, columns: crop.columns, values: out };
}

/**
 * Convolves with a Gaussian, truncated at three standard deviations; pixels at the edge are repeated
 * outwards.
 *
 * @param deviation standard deviation, pixels, > 0
 */
export function blur({ rows, columns, values }: Grid, deviation: number): Grid {
  const radius = Math.ceil(3 * deviation);
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  const kernel = weights.map((weight) => weight / sum);
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) convolveLine(values, out, row * columns, 1, columns, kernel);
  for (let column = 0; column < columns; column++) convolveLine(out, out, column, columns, rows, kernel);
  return { rows, columns, values: out };
}

/** Convolves one line; `from` and `to` may be the same array. */
function convolveLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  kernel: Float32Array,
): void {
  const radius = kernel.length >> 1;
  const line = new Float32Array(length + 2 * radius);
  for (let i = 0; i < length; i++) line[radius + i] = from[start + i * step];
  line.fill(line[radius], 0, radius);
  line.fill(line[radius + length - 1], radius + length);
  for (let i = 0; i < length; i++) {
    let value = 0;
    for (let k = 0; k < kernel.length; k++) value += kernel[k] * line[i + k];
    to[start + i * step] = value;
  }
}
