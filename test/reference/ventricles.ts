import { brainImages, brainSeries, cutPlane, type BrainImage } from '../../demo/study/brainSeries';
import { demoFiles } from '../../demo/study/demoFiles';
import { readT1 } from '../../demo/study/readT1';
import { referenceVentricles } from '../../demo/study/referenceVentricles';
import type { Point, Volume } from '../../demo/study/Volume';
import { repositoryRoot } from '../support/repositoryRoot';

/** The reference mask on one image of the demo study "Brain T1". */
export interface ReferencePlane {
  instanceNumber: number;
  /** Image Position (Patient), mm. */
  position: Point;
  rows: number;
  columns: number;
  /** 1 within the lateral ventricles, else 0; row by row. */
  labelmap: Uint8Array;
  /** Number of pixels within the ventricles. */
  area: number;
}

/**
 * The lateral ventricles on every image of the three T1 series; never in the archive, except for four images.
 */
export interface ReferenceVentricles {
  t1: Volume;
  /** 1 within the ventricles, on the grid of {@link t1}. */
  mask: Uint8Array;
  /** All planes of a series ("T1 axial", "T1 coronal", "T1 sagittal"), by instance number. */
  series(description: string): ReferencePlane[];
  /** The plane of one image. @throws RangeError when the series has no such image */
  byInstanceNumber(description: string, instanceNumber: number): ReferencePlane;
  /** The plane at an Image Position (Patient), within 0.01 mm. @throws RangeError when there is none */
  byPosition(description: string, position: readonly number[]): ReferencePlane;
  /** Smallest and largest patient coordinates (mm) of the ventricles' voxel centres. */
  bounds: { least: Point; most: Point };
}

/** Computes the reference from the demo's source data. Takes about half a second. */
export async function loadReferenceVentricles(): Promise<ReferenceVentricles> {
  const files = demoFiles(repositoryRoot);
  const t1 = await readT1(files.t1);
  const mask = await referenceVentricles(t1, files);
  const maskVolume = { ...t1, values: Int16Array.from(mask) };

  const series = (description: string): ReferencePlane[] => {
    const found = brainSeries.find((one) => one.description === description);
    if (!found) throw new RangeError(`The demo study has no series "${description}".`);
    return brainImages(t1, found).map((image) => referencePlane(maskVolume, image));
  };
  const pick = (description: string, what: string, isWanted: (plane: ReferencePlane) => boolean) => {
    const plane = series(description).find(isWanted);
    if (!plane) throw new RangeError(`The series "${description}" has no image ${what}.`);
    return plane;
  };
  return {
    t1,
    mask,
    series,
    byInstanceNumber: (description, instanceNumber) =>
      pick(description, `number ${instanceNumber}`, (plane) => plane.instanceNumber === instanceNumber),
    byPosition: (description, position) =>
      pick(description, `at ${position.join(', ')}`, (plane) =>
        plane.position.every((coordinate, axis) => Math.abs(coordinate - position[axis]) < 0.01),
      ),
    bounds: boundsOf(t1, mask),
  };
}

function referencePlane(maskVolume: Volume, image: BrainImage): ReferencePlane {
  const labelmap = Uint8Array.from(cutPlane(maskVolume, image));
  const { instanceNumber, position, rows, columns } = image;
  return {
    instanceNumber,
    position,
    rows,
    columns,
    labelmap,
    area: labelmap.reduce((sum, pixel) => sum + pixel, 0),
  };
}

function boundsOf({ size, toPatient }: Volume, mask: Uint8Array): { least: Point; most: Point } {
  const least: [number, number, number] = [Infinity, Infinity, Infinity];
  const most: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let index = 0; index < mask.length; index++) {
    if (mask[index] === 0) continue;
    const voxel = [
      index % size[0],
      Math.floor(index / size[0]) % size[1],
      Math.floor(index / (size[0] * size[1])),
    ];
    for (let axis = 0; axis < 3; axis++) {
      const [a, b, c, d] = toPatient[axis];
      const coordinate = a * voxel[0] + b * voxel[1] + c * voxel[2] + d;
      least[axis] = Math.min(least[axis], coordinate);
      most[axis] = Math.max(most[axis], coordinate);
    }
  }
  return { least, most };
}
