import { constants, gunzipSync } from 'node:zlib';
import type { NIFTI1, NIFTI2 } from 'nifti-reader-js';
import { isNIFTI, readHeader, readImage } from 'nifti-reader-js';
import { InputError } from '../InputError';
import { checkSize } from './checkSize';
import { inflateWithin } from './inflateWithin';
import { LIMITS } from './limits';
import { niftiGeometry } from './niftiGeometry';
import { readBytes, toArrayBuffer } from './readBytes';
import type { Voxels } from './Voxels';

/** A NIfTI file: its values, and the header bytes for writing a file with the same geometry. */
export interface NiftiFile extends Voxels {
  /** Header and extensions, uncompressed. */
  head: Uint8Array;
  littleEndian: boolean;
  version: 1 | 2;
}

type Read = (view: DataView, offset: number, little: boolean) => number;

/** Bytes per value and its reader, by NIfTI data type code. */
const TYPES: Record<number, { bytes: number; read: Read }> = {
  2: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  4: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  8: { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  16: { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  64: { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
  256: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  512: { bytes: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  768: { bytes: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  1024: { bytes: 8, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  1280: { bytes: 8, read: (view, offset, little) => Number(view.getBigUint64(offset, little)) },
};

/** Bytes from which the header is read. */
const START = 4096;
/** Bytes that may follow the values. */
const SLACK = 1 << 20;
/** Sizes of the headers in bytes, which identify the version; a flag for extensions follows. */
const NIFTI1_HEADER = 348;
const NIFTI2_HEADER = 540;

/**
 * Reads a NIfTI-1 or NIfTI-2 file, gzipped or not, with its scaling applied.
 *
 * @throws InputError when it is not a single-file NIfTI, is truncated, is too large, has a non-numeric data
 * type, an unusable orientation, or is 4-D
 */
export async function readNifti(file: string): Promise<NiftiFile> {
  const raw = await readBytes(file);
  const fail = (why: string, todo: string): never => {
    throw new InputError(`${file}: ${why}. ${todo}`);
  };
  const isZipped = raw[0] === 0x1f && raw[1] === 0x8b;
  const start = isZipped ? unzipStart(file, raw) : raw.subarray(0, START);
  const version = isSecondVersion(start) ? 2 : 1;
  const least = version === 2 ? 544 : 352;
  const header = start.length >= least ? headerOf(start, version) : null;
  if (!header) return fail('this is not a NIfTI file', 'Export it again as .nii or .nii.gz.');
  if (!Number.isInteger(header.vox_offset) || header.vox_offset < least) {
    return fail(
      `its values begin at byte ${header.vox_offset} (vox_offset), in the header`,
      'Export it again as .nii or .nii.gz.',
    );
  }
  if (!(header.dims[0] >= 1 && header.dims[0] <= 7)) {
    return fail(`it has ${header.dims[0]} dimensions`, 'Export it again as .nii or .nii.gz.');
  }
  const type = TYPES[header.datatypeCode];
  if (!type) {
    return fail(
      `its data type (code ${header.datatypeCode}) is no plain number`,
      'Convert it to integers or floats.',
    );
  }
  if (header.dims[0] > 3 && header.dims.slice(4, header.dims[0] + 1).some((length) => length > 1)) {
    return fail(
      `it has ${header.dims[0]} dimensions`,
      'Give each time point or channel a 3-D file of its own.',
    );
  }
  const length = (axis: number) => (axis <= header.dims[0] ? Math.max(1, header.dims[axis]) : 1);
  const size = [length(1), length(2), length(3)] as const;
  checkSize(file, size);
  const geometry = niftiGeometry(header, size);
  if (!geometry) {
    return fail(
      'the orientation in its header (sform or qform) is none, e.g. all zeros',
      'Correct the header, or set the codes of both to 0.',
    );
  }
  const count = size[0] * size[1] * size[2];
  const stated = header.vox_offset + count * type.bytes;
  const limit = Math.min(LIMITS.bytes, stated + SLACK);
  const buffer = toArrayBuffer(isZipped ? unzip(file, limit, (options) => gunzipSync(raw, options)) : raw);
  if (stated > buffer.byteLength) {
    return fail(`it is cut off: ${size.join(' x ')} values are not all there`, 'Copy it again.');
  }
  return {
    size,
    ...geometry,
    values: readValues(header, new DataView(readImage(header, buffer)), count, type),
    head: new Uint8Array(buffer, 0, header.vox_offset),
    littleEndian: header.littleEndian,
    version,
  };
}

function isSecondVersion(start: Buffer): boolean {
  return (
    start.length >= NIFTI2_HEADER && [start.readInt32LE(0), start.readInt32BE(0)].includes(NIFTI2_HEADER)
  );
}

/** The header without its extensions, which may be longer than the given beginning of the file. */
function headerOf(start: Buffer, version: 1 | 2): NIFTI1 | NIFTI2 | null {
  const buffer = toArrayBuffer(start);
  new Uint8Array(buffer)[version === 2 ? NIFTI2_HEADER : NIFTI1_HEADER] = 0;
  return isNIFTI(buffer) ? readHeader(buffer) : null;
}

/** The beginning of a gzipped file, with its header. */
function unzipStart(file: string, bytes: Buffer): Buffer {
  // With this option, the missing end is no error.
  const partly = { finishFlush: constants.Z_SYNC_FLUSH };
  return unzip(file, LIMITS.bytes, (options) =>
    gunzipSync(bytes.subarray(0, START), { ...options, ...partly }),
  ).subarray(0, START);
}

function unzip(
  file: string,
  limit: number,
  inflate: (options: { maxOutputLength: number }) => Buffer,
): Buffer {
  try {
    return inflateWithin(limit, inflate);
  } catch (error) {
    throw new InputError(`${file} cannot be decompressed: ${(error as Error).message}. Copy it again.`);
  }
}

function readValues(
  header: NIFTI1 | NIFTI2,
  view: DataView,
  count: number,
  type: { bytes: number; read: Read },
): Float32Array {
  // A slope of 0 means "no scaling".
  const slope = Number.isFinite(header.scl_slope) && header.scl_slope !== 0 ? header.scl_slope : 1;
  const intercept = slope === 1 && header.scl_slope !== 1 ? 0 : header.scl_inter || 0;
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = type.read(view, i * type.bytes, header.littleEndian) * slope + intercept;
  }
  return values;
}
