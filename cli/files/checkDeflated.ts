import { inflateRawSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import { inflateWithin } from './inflateWithin';
import { LIMITS } from './limits';

const DEFLATED = '1.2.840.10008.1.2.1.99';

/**
 * Checks the size of a DICOM file in the deflated transfer syntax, which dcmjs and daikon inflate without a
 * limit.
 *
 * @param limit maximum number of inflated bytes
 * @throws RangeError when a deflated file is larger; Error when it cannot be inflated
 */
export function checkDeflated(bytes: Buffer, limit: number = LIMITS.bytes): void {
  if (!bytes.includes(DEFLATED)) return;
  const inflater = (_: unknown, position: number) =>
    Buffer.concat([
      bytes.subarray(0, position),
      inflateWithin(limit, (options) => inflateRawSync(bytes.subarray(position), options)),
    ]);
  dicomParser.parseDicom(bytes, { inflater, untilTag: 'x00080016' });
}
