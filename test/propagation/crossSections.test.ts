import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { ImageGeometry, Vector3 } from '../../src/data/Image';
import { pixelToPatient } from '../../src/data/patientSpace';
import type { MaskedSlice, PlacedGrid } from '../../src/propagation/crossSections';
import { crossSection, crossSections } from '../../src/propagation/crossSections';
import { cross } from '../../src/data/vectors';
import { repositoryRoot } from '../support/repositoryRoot';

const frame = { frameOfReferenceUID: '1.2.3' };
const axial = (z: number): ImageGeometry => ({
  ...frame,
  origin: [-20, -20, z],
  rowCosines: [1, 0, 0],
  columnCosines: [0, 1, 0],
  rowSpacing: 1,
  columnSpacing: 1,
});
/** Coarser than the axial images, and turned upside down. */
const coronal = (y: number): ImageGeometry => ({
  ...frame,
  origin: [-20, y, 20],
  rowCosines: [1, 0, 0],
  columnCosines: [0, 0, -1],
  rowSpacing: 2,
  columnSpacing: 2,
});

/** A ball of 10 mm, off the centre. */
const inside = ([x, y, z]: Vector3) => Math.hypot(x - 3, y + 2, z - 1) < 10;

function maskOf(geometry: ImageGeometry, rows: number, columns: number): Uint8Array {
  return Uint8Array.from({ length: rows * columns }, (_, i) =>
    inside(pixelToPatient(geometry, { row: Math.floor(i / columns), column: i % columns })) ? 1 : 0,
  );
}

const slice = (z: number, thickness = 2): MaskedSlice => {
  const geometry = axial(z);
  return { rows: 40, columns: 40, geometry, labelmap: maskOf(geometry, 40, 40), thickness };
};
const image = (y: number): PlacedGrid => ({ rows: 20, columns: 20, geometry: coronal(y) });
const truth = ({ geometry }: PlacedGrid) => maskOf(geometry, 20, 20);

test('slices on the whole stack give the mask of an image of another orientation', () => {
  const stack = Array.from({ length: 21 }, (_, i) => slice(2 * i - 20));
  const { labelmap, known } = crossSection(image(-2), stack);
  expect(known.filter((value) => value === 0)).toHaveLength(0);
  expect(labelmap).toEqual(truth(image(-2)));
});

test('a few slices give the rows where they cross, and nothing elsewhere', () => {
  const { labelmap, known } = crossSection(image(0), [slice(-4), slice(4)]);
  const rows = Array.from({ length: 20 }, (_, row) => known.slice(20 * row, 20 * row + 20));
  // Row r lies at z = 20 - 2 r.
  expect(rows.flatMap((row, r) => (row.every(Boolean) ? [r] : []))).toEqual([8, 12]);
  expect(rows.flatMap((row, r) => (row.some(Boolean) ? [r] : []))).toEqual([8, 12]);
  const expected = truth(image(0)).map((value, i) => value * known[i]);
  expect(labelmap).toEqual(expected);
  expect(expected).toContain(1);
});

test('where slices overlap, the nearest one counts', () => {
  const empty = { ...slice(1, 8), labelmap: new Uint8Array(1600) };
  expect(crossSection(image(0), [slice(0, 8), empty]).labelmap[20 * 10 + 10]).toBe(1);
  expect(crossSection(image(0), [empty, slice(0, 8)]).labelmap[20 * 10 + 10]).toBe(1);
});

test('only images that show the structure are used, at most eight', () => {
  const images = Array.from({ length: 40 }, (_, y) => image(y - 20));
  const sections = [...crossSections(images, [slice(0)])];
  expect(sections.length).toBeGreaterThan(5);
  expect(sections.length).toBeLessThanOrEqual(8);
  sections.forEach(({ index }) => expect(Math.abs(index - 20 + 2)).toBeLessThan(11));
  expect([...crossSections(images, [slice(30)])]).toEqual([]);
});

/** A rotation about the x, then the z axis: the directions of rows, columns and normal. */
function turned(x: number, z: number): readonly [Vector3, Vector3, Vector3] {
  const turn = ([a, b, c]: Vector3): Vector3 => {
    const [y, w] = [Math.cos(x) * b - Math.sin(x) * c, Math.sin(x) * b + Math.cos(x) * c];
    return [Math.cos(z) * a - Math.sin(z) * y, Math.sin(z) * a + Math.cos(z) * y, w];
  };
  const [row, column] = [turn([1, 0, 0]), turn([0, 1, 0])];
  return [row, column, cross(row, column)];
}

test('an oblique image gets the labels that another resampler gives it', () => {
  const [rowCosines, columnCosines, normal] = turned(0.3, -0.2);
  const [size, spacing] = [
    [44, 36, 17],
    [1.1, 0.9, 2.5],
  ];
  const first: Vector3 = [-22, -17, -19];
  const slices = Array.from({ length: size[2] }, (_, k): MaskedSlice => {
    const [x, y, z] = first.map((value, axis) => value + spacing[2] * k * normal[axis]);
    const geometry: ImageGeometry = {
      ...{ ...frame, rowCosines, columnCosines, origin: [x, y, z] },
      ...{ columnSpacing: spacing[0], rowSpacing: spacing[1] },
    };
    const labelmap = maskOf(geometry, size[1], size[0]);
    // A second segment beside the ball.
    labelmap.forEach((value, i) => (labelmap[i] = i % size[0] < 5 ? 2 : value));
    return { rows: size[1], columns: size[0], geometry, labelmap, thickness: spacing[2] };
  });
  const [across, down, through] = turned(-1.1, 0.5);
  const cornerAlong = (axis: 0 | 1 | 2) => 0.3 - 17 * across[axis] - 18 * down[axis];
  const corner: Vector3 = [cornerAlong(0), cornerAlong(1), cornerAlong(2)];
  const oblique = {
    ...{ rows: 50, columns: 40 },
    geometry: {
      ...{ ...frame, rowCosines: across, columnCosines: down, origin: corner },
      ...{ columnSpacing: 0.83, rowSpacing: 0.71 },
    },
  };
  const { labelmap, known } = crossSection(oblique, slices);
  const volume = {
    ...{ size, spacing, origin: first, direction: [...rowCosines, ...columnCosines, ...normal] },
    values: slices.flatMap((slice) => [...slice.labelmap]),
  };
  const plane = {
    ...{ size: [oblique.columns, oblique.rows, 1], spacing: [0.83, 0.71, 1] },
    ...{ origin: oblique.geometry.origin, direction: [...across, ...down, ...through] },
  };
  const script = path.join(repositoryRoot, 'test/support/resliceByVtk.mjs');
  const input = JSON.stringify({ volume, plane });
  const expected = JSON.parse(
    execFileSync(process.execPath, [script], { input, encoding: 'utf8' }),
  ) as number[];
  const inside = [...known.keys()].filter((i) => known[i] === 1);
  expect(inside.length).toBeGreaterThan(1000);
  // At the middle between two voxels the two may round to different sides.
  const other = inside.filter((i) => labelmap[i] !== expected[i]);
  expect(other.length).toBeLessThan(3);
  expect(new Set(inside.map((i) => labelmap[i]))).toEqual(new Set([0, 1, 2]));
  // What lies outside the stack is not known, and nothing there for the other one either.
  expect(expected.filter((value, i) => known[i] === 0 && value > 0)).toEqual([]);
});
