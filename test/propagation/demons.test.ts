import { normal, seededRandom } from '../../src/data/random';
import { demons, warp } from '../../src/propagation/demons';
import type { Grid } from '../../src/propagation/Grid';
import { Registrations } from '../../src/propagation/Registrations';
import { StackRegistration } from '../../src/propagation/StackRegistration';
import { blur } from '../../src/propagation/Grid';

const ROWS = 60;
const COLUMNS = 72;
const EDGE = 8;

/** Blobs a few pixels wide, values of about -1..1. */
function texture(seed: number): Grid {
  const random = seededRandom(seed);
  const values = Float32Array.from({ length: ROWS * COLUMNS }, () => 12 * normal(random));
  return blur({ rows: ROWS, columns: COLUMNS, values }, 4);
}

const grid = (valueOf: (row: number, column: number) => number): Grid => ({
  rows: ROWS,
  columns: COLUMNS,
  values: Float32Array.from({ length: ROWS * COLUMNS }, (_, i) =>
    valueOf(Math.floor(i / COLUMNS), i % COLUMNS),
  ),
});

/** Mean absolute difference, excluding the edge, beyond which the values are unknown. */
function difference(a: Grid, b: Grid): number {
  const inner = grid((row, column) =>
    Math.min(row, ROWS - 1 - row, column, COLUMNS - 1 - column) >= EDGE ? 1 : 0,
  ).values;
  const sum = inner.reduce((total, weight, i) => total + weight * Math.abs(a.values[i] - b.values[i]), 0);
  return sum / inner.reduce((total, weight) => total + weight, 0);
}

describe('registration of neighbouring slices', () => {
  const moving = texture(1);
  const truth = {
    rows: grid((_, column) => 2 + 1.5 * Math.sin(column / 12)),
    columns: grid((row) => -3 + Math.cos(row / 10)),
  };
  const fixed = warp(moving, truth);

  it('finds a smooth motion of several pixels to a fraction of one', () => {
    const motion = demons(fixed, moving);
    expect(difference(motion.rows, truth.rows)).toBeLessThan(0.5);
    expect(difference(motion.columns, truth.columns)).toBeLessThan(0.5);
    const [before, after] = [moving, warp(moving, motion)].map((image) => difference(image, fixed));
    expect(after).toBeLessThan(before / 8);
  });

  it('finds none between equal images, nor where nothing is to be seen', () => {
    const flat = grid(() => 0.3);
    for (const image of [fixed, flat]) {
      const { rows, columns } = demons(image, image);
      expect(Math.max(...rows.values.map(Math.abs), ...columns.values.map(Math.abs))).toBe(0);
    }
  });

  it('takes images of any shape', () => {
    const line: Grid = { rows: 1, columns: 30, values: new Float32Array(30).map((_, i) => Math.sin(i / 3)) };
    const { rows } = demons(line, line);
    expect([rows.rows, rows.columns]).toEqual([1, 30]);
  });
});

describe('a stack of registered slices', () => {
  it('propagates what one shows over its neighbours, also of images that are reduced for it', () => {
    const [rows, columns] = [150, 240];
    const at = (z: number, valueOf: (row: number, column: number) => number) => ({
      position: z,
      pixels: Float32Array.from({ length: rows * columns }, (_, i) =>
        valueOf(Math.floor(i / columns), (i % columns) - 8 * z),
      ),
    });
    // The image content moves by eight pixels from slice to slice.
    const picture = (row: number, column: number) =>
      Math.sin(row / 9 + Math.cos(column / 13)) + Math.cos(column / 11) + Math.sin((row + column) / 23);
    const ramp = (_: number, column: number) => column;
    const crop = { top: 10, left: 20, rows: 130, columns: 200 };
    const stack = new StackRegistration(
      [0, 1, 2, 3].map((z) => at(z, picture)),
      { rows, columns },
      crop,
    );
    const { pixels } = at(0, ramp);
    const passed = stack.propagate(stack.part(pixels), 0, 3);
    expect(passed).toHaveLength(3);
    const values = stack.paste(passed[2], pixels.slice());
    const truth = at(3, ramp).pixels;
    const errors: number[] = [];
    for (let row = 40; row < 110; row++) {
      for (let column = 80; column < 180; column++) {
        errors.push(values[row * columns + column] - truth[row * columns + column]);
      }
    }
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.5);
    // Pixels outside the crop are unchanged.
    expect(values.subarray(0, 10 * columns)).toEqual(pixels.subarray(0, 10 * columns));
  });

  it('uses displacements of the same series again, for masks in about the same place', () => {
    const size = { rows: 150, columns: 240 };
    const slices = [0, 1, 2, 3].map((z) => ({
      position: z,
      pixels: Float32Array.from({ length: size.rows * size.columns }, (_, i) => Math.sin(i / 17 + z)),
    }));
    const maskAt = (column: number) =>
      new Uint8Array(size.rows * size.columns).map((_, i) =>
        Math.abs(Math.floor(i / size.columns) - 75) < 30 && Math.abs((i % size.columns) - column) < 30
          ? 1
          : 0,
      );
    const registrations = new Registrations();
    const timed = (moved: number, column: number, images = slices) => {
      // Positions are those from another image, e.g. after a correction.
      const placed = images.map((slice) => ({ ...slice, position: slice.position + moved }));
      const start = performance.now();
      const stack = registrations.register('1.2', placed, size, [maskAt(column)]);
      const passed = stack.propagate(stack.part(slices[0].pixels), 0, 3);
      return { passed, crop: stack.crop, ms: performance.now() - start };
    };
    const first = timed(0, 100);
    const again = timed(-7, 104);
    expect(again.passed).toEqual(first.passed);
    expect(again.ms).toBeLessThan(first.ms / 3);
    // Another image, and masks in another place, are registered anew.
    const changed = slices.map((slice, z) => (z === 1 ? { ...slice, pixels: slices[3].pixels } : slice));
    expect(timed(0, 104, changed).passed[2]).not.toEqual(first.passed[2]);
    expect(timed(0, 180).crop).not.toEqual(first.crop);
  });
});
