import type { PlacedSeries } from '../../src/data/PlacedSeries';
import { listInputs } from './listInputs';

/**
 * Lists the images of a folder as series to predict; does not read their pixels.
 *
 * @param folder searched with its subfolders
 * @param note called with a message about files that were left out; undefined when there are none
 * @throws InputError that names the folder when it has no images
 */
export async function listUnlabelled(
  folder: string,
  note: (text: string | undefined) => void,
): Promise<PlacedSeries[]> {
  const { inputs, leftOut } = await listInputs(folder);
  note(leftOut.describe());
  return inputs.map(({ target }) => unlabelledSeries(target));
}

/** The prefix distinguishes a labelled and an unlabelled case with the same name in different folders. */
export const unlabelledSeries = (name: string): PlacedSeries => ({ seriesId: `unlabelled ${name}` });
