import type { ImageGeometry, Vector3 } from '../../src/data/Image';
import { pixelToPatient } from '../../src/data/patientSpace';
import type { MaskedSlice, PlacedGrid } from '../../src/propagation/crossSections';
import { crossSection, crossSections } from '../../src/propagation/crossSections';

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
