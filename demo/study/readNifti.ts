import { readNifti as readVoxels } from '../../cli/files/readNifti';
import type { Volume } from './Volume';

/**
 * Reads a NIfTI file of integers that fit into 16 bits, such as the demo's.
 *
 * @throws InputError when the file is not a NIfTI file, Error when it has no position in patient space
 */
export async function readNifti(file: string): Promise<Volume> {
  const { size, values, toPatient } = await readVoxels(file);
  if (!toPatient) throw new Error(`${file} does not say where its volume lies in the patient.`);
  return { size, values: Int16Array.from(values), toPatient };
}
