import type { Grid } from './Grid';
import { blur, resize, valueAt } from './Grid';

/** Displacement from each pixel to its counterpart, along rows and columns, in pixels of the grid. */
export interface DisplacementField {
  rows: Grid;
  columns: Grid;
}

/** Resolutions from coarse to fine: reduction factor and number of iterations. */
const PYRAMID = [
  { factor: 4, iterations: 20 },
  { factor: 2, iterations: 20 },
  { factor: 1, iterations: 10 },
];
/** Deviation of the Gaussian that smooths each update, pixels: fluid-like regularisation. */
const FLUID = 1;
/** Deviation of the Gaussian that smooths the whole field, pixels: elastic regularisation. */
const ELASTIC = 1.5;
/** An iteration moves a pixel by at most about half of this, pixels. */
const MAX_STEP = 2;
/** Keeps the force small where both images are flat and give no information. */
const FLAT = 1e-4;
/** Minimum edge of a coarse grid, pixels; smaller ones show nothing. */
const MIN_SIDE = 6;

/**
 * Finds the counterpart of each pixel of one image in another, similar image, such as a neighbouring slice:
 * Thirion's demons (Medical Image Analysis 1998) with the forces of both images (Vercauteren et al.,
 * NeuroImage 2009), from coarse to fine.
 *
 * @param fixed defines the grid of the result; values -1..1
 * @param moving same size and range
 * @returns field u such that moving(x + u(x)) matches fixed(x)
 */
export function demons(fixed: Grid, moving: Grid): DisplacementField {
  let field: DisplacementField | undefined;
  for (const { factor, iterations } of PYRAMID) {
    const rows = Math.round(fixed.rows / factor);
    const columns = Math.round(fixed.columns / factor);
    if (factor > 1 && Math.min(rows, columns) < MIN_SIDE) continue;
    const smooth = (image: Grid) => resize(blur(image, Math.max(0.7, factor / 2)), rows, columns);
    const [a, b] = [smooth(fixed), smooth(moving)];
    field = field ? scaleTo(field, rows, columns) : still(rows, columns);
    for (let i = 0; i < iterations; i++) field = improve(field, a, b);
  }
  return scaleTo(field ?? still(fixed.rows, fixed.columns), fixed.rows, fixed.columns);
}

/** Warps an image: value(x) = picture(x + u(x)). The field may have a coarser grid. */
export function warp(picture: Grid, field: DisplacementField): Grid {
  const { rows, columns } = picture;
  const { rows: down, columns: right } = scaleTo(field, rows, columns);
  const values = new Float32Array(rows * columns);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      values[i] = valueAt(picture, y + down.values[i], x + right.values[i]);
    }
  }
  return { rows, columns, values };
}

function improve(field: DisplacementField, fixed: Grid, moving: Grid): DisplacementField {
  const { rows, columns } = fixed;
  const moved = warp(moving, field);
  const down = new Float32Array(rows * columns);
  const right = new Float32Array(rows * columns);
  for (let y = 0, i = 0; y < rows; y++) {
    const [above, below] = [y > 0 ? columns : 0, y + 1 < rows ? columns : 0];
    for (let x = 0; x < columns; x++, i++) {
      const [before, behind] = [x > 0 ? 1 : 0, x + 1 < columns ? 1 : 0];
      const dy = slope(fixed.values, i, above, below) + slope(moved.values, i, above, below);
      const dx = slope(fixed.values, i, before, behind) + slope(moved.values, i, before, behind);
      const difference = fixed.values[i] - moved.values[i];
      const force = difference / ((dy * dy + dx * dx) / 4 + (difference / MAX_STEP) ** 2 + FLAT);
      down[i] = (dy / 2) * force;
      right[i] = (dx / 2) * force;
    }
  }
  const update = (old: Grid, change: Float32Array): Grid => {
    const { values } = blur({ rows, columns, values: change }, FLUID);
    return blur({ rows, columns, values: values.map((value, i) => value + old.values[i]) }, ELASTIC);
  };
  return { rows: update(field.rows, down), columns: update(field.columns, right) };
}

/** Central difference; one-sided at the edge. */
function slope(values: Float32Array, i: number, back: number, ahead: number): number {
  const distance = (back > 0 ? 1 : 0) + (ahead > 0 ? 1 : 0);
  return distance === 0 ? 0 : (values[i + ahead] - values[i - back]) / distance;
}

function still(rows: number, columns: number): DisplacementField {
  const zeros = (): Grid => ({ rows, columns, values: new Float32Array(rows * columns) });
  return { rows: zeros(), columns: zeros() };
}

/** Scales a field to a grid of another size, with the corner pixels aligned as in `resize`. */
function scaleTo(field: DisplacementField, rows: number, columns: number): DisplacementField {
  const { rows: oldRows, columns: oldColumns } = field.rows;
  if (oldRows === rows && oldColumns === columns) return field;
  const scale = (component: Grid, length: number, oldLength: number): Grid => {
    const resized = resize(component, rows, columns);
    const factor = (length - 1) / Math.max(1, oldLength - 1);
    return { ...resized, values: resized.values.map((value) => value * factor) };
  };
  return {
    rows: scale(field.rows, rows, oldRows),
    columns: scale(field.columns, columns, oldColumns),
  };
}
