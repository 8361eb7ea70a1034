import type { Grid } from './Grid';
import { blur, resize, valueAt } from './Grid';

/** How far the counterpart of each pixel lies away, along rows and columns, in pixels of the grid. */
export interface DisplacementField {
  rows: Grid;
  columns: Grid;
}

/** Resolutions from coarse to fine: pixels of the image that become one, and iterations there. */
const PYRAMID = [
  { factor: 4, iterations: 20 },
  { factor: 2, iterations: 20 },
  { factor: 1, iterations: 10 },
];
/** Each update is smoothed by this, pixels: neighbours move alike, as in a fluid. */
const FLUID = 1;
/** And the whole field by this: it bends as something elastic does. */
const ELASTIC = 1.5;
/** An iteration moves a pixel by no more than about half of this. */
const MAX_STEP = 2;
/** Where both images are flat nothing is known. */
const FLAT = 1e-4;
/** A grid of fewer pixels on a side shows nothing. */
const MIN_SIDE = 6;

/**
 * Where each pixel of one image lies in another that shows nearly the same, as neighbouring slices do: Thirion's demons
 * (Medical Image Analysis 1998) with the forces of both images (Vercauteren et al., NeuroImage 2009), coarse to fine.
 *
 * @param fixed its grid is that of the result; values -1..1
 * @param moving of the same size
 * @returns field u with moving(x + u(x)) like fixed(x)
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

/** What a picture that moves becomes: value(x) = picture(x + u(x)). The field may be of a coarser grid. */
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

/** The same displacements on a grid of another size, corner on corner as `resize` does it. */
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
