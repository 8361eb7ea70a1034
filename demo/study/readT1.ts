import { readNifti } from './readNifti';
import type { Point, Volume } from './Volume';

/**
 * OHIF 3.13 starts reading each frame of a binary SEG at a whole byte and thus shifts masks on images whose
 * number of pixels is not a multiple of 8. Rows and planes of the T1 volume are padded with air to multiples
 * of this.
 */
const MULTIPLE = 8;

/**
 * Reads the demo's T1 volume, padded with air behind and below, so that the viewer reads its masks correctly.
 */
export async function readT1(file: string): Promise<Volume> {
  const volume = await readNifti(file);
  const [columns, rows, planes] = volume.size;
  return grow(volume, [columns, roundUp(rows), roundUp(planes)]);
}

/** Adds zeros at the far end of the volume's axes; every voxel keeps its position in patient space. */
function grow(volume: Volume, size: Point): Volume {
  const [columns, rows, planes] = volume.size;
  const values = new Int16Array(size[0] * size[1] * size[2]);
  for (let k = 0; k < planes; k++) {
    for (let j = 0; j < rows; j++) {
      const from = (k * rows + j) * columns;
      values.set(volume.values.subarray(from, from + columns), (k * size[1] + j) * size[0]);
    }
  }
  return { ...volume, size, values };
}

function roundUp(length: number): number {
  return Math.ceil(length / MULTIPLE) * MULTIPLE;
}
