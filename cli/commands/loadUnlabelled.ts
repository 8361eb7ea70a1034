import type { Case } from '../cases/Case';
import { readSource } from '../cases/readCase';
import { spread } from '../../src/data/spread';
import { cutSlice, slicingOf } from '../files/slicing';
import { framesOf, groupFrames, stackGroup } from '../files/stackFrames';
import type { Voxels } from '../files/Voxels';
import { InputError } from '../InputError';
import type { PredictInput } from './listInputs';
import { listInputs, readAll } from './listInputs';

/** Maximum number of unlabelled images or volumes, which help to choose how to train. */
export const UNLABELLED = 24;

/**
 * Loads images without masks, as cases with empty masks.
 *
 * @param folder searched with its subfolders; if there are too many images, an evenly spread selection is
 * read
 * @param inMillimetres whether each image must have a pixel size, as the labelled ones do
 * @param note called with a message about files that were left out; undefined when there are none
 * @throws InputError that names the file when one cannot be used
 */
export async function loadUnlabelled(
  folder: string,
  inMillimetres: boolean,
  note: (text: string | undefined) => void,
): Promise<Case[]> {
  const cases: Case[] = [];
  const { inputs, leftOut } = await listInputs(folder);
  note(leftOut);
  for (const input of spread(inputs, UNLABELLED)) {
    for (const [index, voxels] of (await voxelsOf(input)).entries()) {
      if (inMillimetres && !voxels.spacing) {
        throw new InputError(
          `${input.label} does not say how large its pixels are, but the labelled images do. Take it away.`,
        );
      }
      cases.push(caseOf(`${input.target} ${index}`, voxels));
    }
  }
  return cases;
}

async function voxelsOf({ kind, files }: PredictInput): Promise<Voxels[]> {
  if (kind !== 'dicom') return [await readSource({ path: files[0], kind })];
  return groupFrames(framesOf(await readAll(files))).map(stackGroup);
}

function caseOf(name: string, voxels: Voxels): Case {
  const slicing = slicingOf(voxels);
  const { channels = 1 } = voxels;
  const slices = Array.from({ length: slicing.slices }, (_, slice) => ({
    pixels: cutSlice(voxels.values, slicing, slice, channels),
    labelmap: new Uint8Array(slicing.rows * slicing.columns),
  }));
  return { name, volume: slicing.slices > 1, slicing, channels, slices };
}
