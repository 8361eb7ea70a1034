import dicomParser from 'dicom-parser';
import { InputError } from '../InputError';

/**
 * Checks that compressed (encapsulated) pixel data is complete. Decoders fill what is missing from a
 * truncated file with arbitrary values, without an error.
 *
 * @param bytes the whole file
 * @param frames number of frames that the pixel data must hold
 * @throws InputError that names the file when it ends before its pixel data does, or holds too few frames
 */
export function checkEncapsulated(file: string, bytes: Uint8Array, frames: number): void {
  const fragments = countFragments(bytes);
  if (fragments >= frames) return;
  const why =
    fragments === 0
      ? 'the end of its compressed pixel data is missing'
      : `its compressed pixel data holds ${fragments} of ${frames} frames`;
  throw new InputError(`${file} is cut short: ${why}. Copy or export it again.`);
}

/** The number of fragments of pixel data that ends with a sequence delimiter; 0 if it is not complete. */
function countFragments(bytes: Uint8Array): number {
  try {
    const { elements } = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' });
    const { x7fe00010: pixels } = elements;
    const stream = new dicomParser.ByteStream(
      dicomParser.littleEndianByteArrayParser,
      bytes,
      pixels.dataOffset,
    );
    const warnings: string[] = [];
    // An incomplete fragment throws; a missing delimiter gives a warning.
    dicomParser.findEndOfEncapsulatedElement(stream, pixels, warnings);
    return warnings.length === 0 ? (pixels.fragments?.length ?? 0) : 0;
  } catch {
    return 0;
  }
}
