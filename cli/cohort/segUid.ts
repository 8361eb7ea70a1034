import { createHash } from 'node:crypto';

/**
 * A UID that follows from what it stands for: a study that is predicted again, because its worker was killed
 * after storing, gives the same DICOM SEG, which the archive recognises.
 *
 * @param parts e.g. the model's id, the series' UID and the purpose
 */
export function segUid(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  // "2.25." and a 128-bit number (PS3.5 section B.2), a UUID of version 8 (RFC 9562).
  const number = BigInt(`0x${digest.slice(0, 12)}8${digest.slice(13, 16)}8${digest.slice(17, 32)}`);
  return `2.25.${number}`;
}
