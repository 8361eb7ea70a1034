import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { NiftiFile } from './readNifti';

/** Byte offsets in NIfTI-1 and NIfTI-2 headers of the fields that a label file changes. */
const FIELDS = {
  1: { type: 70, bits: 72, slope: 112, intercept: 116, calMax: 124, calMin: 128, double: false },
  2: { type: 12, bits: 14, slope: 176, intercept: 184, calMax: 192, calMin: 200, double: true },
} as const;
const UINT8 = 2;

/**
 * Writes labels as unsigned bytes, with the header and thus the geometry of the file that they were predicted
 * on.
 *
 * @param file gzipped when its name ends in .gz
 * @param labels on the grid of `like`
 */
export async function writeNifti(file: string, labels: Uint8Array, like: NiftiFile): Promise<void> {
  const bytes = new Uint8Array(like.head.length + labels.length);
  bytes.set(like.head);
  bytes.set(labels, like.head.length);
  const view = new DataView(bytes.buffer);
  const { type, bits, slope, intercept, calMax, calMin, double } = FIELDS[like.version];
  const setFloat = (offset: number, value: number) =>
    double
      ? view.setFloat64(offset, value, like.littleEndian)
      : view.setFloat32(offset, value, like.littleEndian);
  view.setInt16(type, UINT8, like.littleEndian);
  view.setInt16(bits, 8, like.littleEndian);
  setFloat(slope, 1);
  for (const field of [intercept, calMax, calMin]) setFloat(field, 0);
  await writeFile(file, file.endsWith('.gz') ? gzipSync(bytes) : bytes);
}
