import dicomParser from 'dicom-parser';
import { inflateRawSync } from 'node:zlib';
import { inflateWithin } from './inflateWithin';
import { LIMITS } from './limits';

const DEFLATED = '1.2.840.10008.1.2.1.99';
/** The part of {@link DEFLATED} that makes it Explicit VR Little Endian. */
const EXPLICIT_LENGTH = '1.2.840.10008.1.2.1'.length;

/** A data set may inflate to this, */
const ALWAYS_ALLOWED = 64 * 1024 * 1024;
/** or to a multiple of its compressed size; masks compress about 100 times, zeros 1000 times. */
const MOST_RATIO = 100;

/**
 * Inflates the data set of a file in the deflated transfer syntax, because dcmjs, daikon and dicom-parser do
 * so without a limit.
 *
 * @param limit maximum number of inflated bytes
 * @returns the file in Explicit VR Little Endian; a file in another transfer syntax as it is
 * @throws RangeError when the data set is larger; Error when it cannot be inflated
 */
export function inflateDataset(bytes: Buffer, limit = mostInflated(bytes.length)): Buffer {
  // The whole file is searched, not only the header, which costs little; few files pass this check.
  if (!bytes.includes(DEFLATED)) return bytes;
  let inflated = bytes;
  const inflater = (_: unknown, position: number) => {
    const header = Buffer.from(bytes.subarray(0, position));
    const syntax = header.indexOf(DEFLATED);
    header.fill(0, syntax + EXPLICIT_LENGTH, syntax + DEFLATED.length);
    const dataset = inflateWithin(limit, (options) => inflateRawSync(bytes.subarray(position), options));
    inflated = Buffer.concat([header, dataset]);
    return inflated;
  };
  dicomParser.parseDicom(bytes, { inflater, untilTag: 'x00080016' });
  return inflated;
}

function mostInflated(size: number): number {
  return Math.min(LIMITS.bytes, Math.max(ALWAYS_ALLOWED, MOST_RATIO * size));
}
