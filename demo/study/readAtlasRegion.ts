import { readFile } from 'node:fs/promises';
import { readNifti } from './readNifti';
import { indexOf, type Volume } from './Volume';

/**
 * Finds the voxels of a volume that belong to a region of an atlas in the same patient space.
 *
 * @param files the atlas and the list of its labels' names
 * @param isWanted whether a label belongs to the region, given its name, e.g. "Left
 * Cerebrum:Sub-lobar:Caudate:Gray Matter:Caudate Body"
 * @returns 1 within the region, otherwise 0, on the grid of the volume
 */
export async function readAtlasRegion(
  volume: Volume,
  files: { atlas: string; atlasNames: string },
  isWanted: (name: string) => boolean,
): Promise<Uint8Array> {
  const atlas = await readNifti(files.atlas);
  const names = [...(await readFile(files.atlasNames, 'latin1')).matchAll(/<label>(.*?)<\/label>/g)];
  const wanted = names.map((match) => isWanted(match[1]));
  const region = new Uint8Array(volume.values.length);
  const [columns, rows, planes] = volume.size;
  const alongI = matchAxis(volume, atlas, 0);
  const alongJ = matchAxis(volume, atlas, 1);
  const alongK = matchAxis(volume, atlas, 2);
  let index = 0;
  for (let k = 0; k < planes; k++) {
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, index++) {
        if (alongI[i] < 0 || alongJ[j] < 0 || alongK[k] < 0) continue;
        if (wanted[atlas.values[indexOf(atlas, [alongI[i], alongJ[j], alongK[k]])]]) region[index] = 1;
      }
    }
  }
  return region;
}

/**
 * For each index of a volume along one axis, the atlas' index at the same position, or -1 outside the atlas.
 * Both grids follow the patient's axes in the same order, so that each axis is matched separately.
 */
function matchAxis(volume: Volume, atlas: Volume, axis: 0 | 1 | 2): Int32Array {
  return Int32Array.from({ length: volume.size[axis] }, (_, index) => {
    const coordinate = volume.toPatient[axis][axis] * index + volume.toPatient[axis][3];
    const match = Math.round((coordinate - atlas.toPatient[axis][3]) / atlas.toPatient[axis][axis]);
    return match >= 0 && match < atlas.size[axis] ? match : -1;
  });
}
