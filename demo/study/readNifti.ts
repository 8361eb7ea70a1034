import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { readHeader, readImage } from 'nifti-reader-js';
import type { Row, Volume } from './Volume';

/** NIfTI codes of the data types that the demo files hold, and how to read one value. */
const readers: Record<
  number,
  { bytes: number; read(view: DataView, offset: number, little: boolean): number }
> = {
  2: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  4: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
};

/**
 * Reads a gzipped NIfTI file of 8-bit or 16-bit values. NIfTI's world is RAS; DICOM's is LPS, so x and y are negated.
 *
 * @throws an Error when the file is no such NIfTI file
 */
export async function readNifti(file: string): Promise<Volume> {
  const unzipped = gunzipSync(await readFile(file));
  const buffer = unzipped.buffer.slice(
    unzipped.byteOffset,
    unzipped.byteOffset + unzipped.length,
  ) as ArrayBuffer;
  const header = readHeader(buffer);
  const reader = header && readers[header.datatypeCode];
  if (!reader) throw new Error(`${file} is not a NIfTI file of 8-bit or 16-bit values.`);
  const size = [header.dims[1], header.dims[2], header.dims[3]] as const;
  const view = new DataView(readImage(header, buffer));
  const values = new Int16Array(size[0] * size[1] * size[2]);
  for (let index = 0; index < values.length; index++) {
    values[index] = reader.read(view, index * reader.bytes, header.littleEndian);
  }
  const [right, anterior, superior] = header.affine as number[][];
  const negated = (row: number[]): Row => [-row[0], -row[1], -row[2], -row[3]];
  const same = (row: number[]): Row => [row[0], row[1], row[2], row[3]];
  return { size, values, toPatient: [negated(right), negated(anterior), same(superior)] };
}
