/**
 * Looks for displacements between real series of one patient, with shifts added to the header of one:
 *
 *   npm run bench:displacement
 *
 * Prints a row for each pair of CT, PET and MR of the soft-tissue sarcoma set: shift added, shift found, how
 * much better the two agree there, and ms.
 */
import path from 'node:path';
import { readSeries } from '../../cli/files/readSeries';
import type { Vector3 } from '../../src/data/Image';
import { spread } from '../../src/data/spread';
import { displacement } from '../../src/propagation/displacement';
import type { PlacedImage } from '../../src/propagation/StackSampler';
import { datasets } from '../experiments/tasks';
import { runMain } from './runMain';

const FOLDER = path.join(datasets, 'sarcoma_ct_pet_mr/STS_001');
const SERIES = { CT: 'dicom_CT', PET: 'dicom_PET', MR: 'dicom_MR_T1' } as const;
/** Shifts, mm. */
const ADDED: readonly Vector3[] = [
  [0, 0, 0],
  [0, 10, 0],
  [15, 0, 0],
  [0, 0, 20],
];
/** Number of images that the viewer compares. */
const IMAGES = 8;

async function main(): Promise<void> {
  const names = Object.keys(SERIES) as (keyof typeof SERIES)[];
  const images = new Map<string, PlacedImage[]>();
  for (const name of names) images.set(name, await readImages(path.join(FOLDER, SERIES[name])));
  process.stdout.write('| series | added, mm | found, mm | gain | ms |\n| --- | --- | --- | --- | --- |\n');
  for (const [a, b] of names.flatMap((one) =>
    names.flatMap((other) => (one === other ? [] : [[one, other]])),
  )) {
    const stack = images.get(a) ?? [];
    const heights = stack.map(({ geometry }) => geometry.origin[2]);
    const [low, high] = [Math.min(...heights), Math.max(...heights)];
    const inside = (images.get(b) ?? []).filter(
      ({ geometry: { origin } }) => origin[2] > low && origin[2] < high,
    );
    for (const added of ADDED) {
      const began = performance.now();
      const moved = spread(inside, IMAGES).map((image) => shifted(image, added));
      const found = await displacement(stack, moved, async () => undefined);
      const ms = Math.round(performance.now() - began);
      const result = found ? `${found.distance.toFixed(0)} | ${found.gain.toFixed(2)}` : 'nothing | ';
      process.stdout.write(`| ${a}, ${b} | ${Math.hypot(...added)} | ${result} | ${ms} |\n`);
    }
  }
}

function shifted({ geometry, ...image }: PlacedImage, [x, y, z]: Vector3): PlacedImage {
  const [a, b, c] = geometry.origin;
  return { ...image, geometry: { ...geometry, origin: [a + x, b + y, c + z] } };
}

/** The images of a series across the file's third axis, as they lie in patient space. */
async function readImages(folder: string): Promise<PlacedImage[]> {
  const { size, toPatient, values } = await readSeries(folder);
  if (!toPatient) throw new Error(`${folder} has no position in patient space.`);
  const [columns, rows, slices] = size;
  const column = (index: 0 | 1 | 2 | 3): Vector3 => [
    toPatient[0][index],
    toPatient[1][index],
    toPatient[2][index],
  ];
  const unit = (vector: Vector3): Vector3 => {
    const length = Math.hypot(...vector);
    return [vector[0] / length, vector[1] / length, vector[2] / length];
  };
  const [across, down, through, first] = [column(0), column(1), column(2), column(3)];
  return Array.from({ length: slices }, (_, k) => ({
    rows,
    columns,
    pixels: values.subarray(k * rows * columns, (k + 1) * rows * columns),
    geometry: {
      origin: [first[0] + k * through[0], first[1] + k * through[1], first[2] + k * through[2]],
      rowCosines: unit(across),
      columnCosines: unit(down),
      columnSpacing: Math.hypot(...across),
      rowSpacing: Math.hypot(...down),
      frameOfReferenceUID: '',
    },
  }));
}

runMain(main);
