import { Dataset } from '../../cli/cases/Dataset';
import type { Case } from '../../cli/cases/Case';

/** A volume of a data set with its reference masks; all labels are one segment, 1. */
export type Volume = Pick<Case, 'name' | 'slicing' | 'slices'>;

/** The volumes of a folder with images/ and masks/, by name. */
export async function readVolumes(folder: string): Promise<Volume[]> {
  const dataset = await Dataset.open(folder, undefined, { foreground: true }, () => undefined);
  return Promise.all(dataset.train.map((files) => dataset.load(files)));
}
