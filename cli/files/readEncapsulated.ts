import dicomParser from 'dicom-parser';
import { InputError } from '../InputError';
import { codestreamSize, isCodestream } from './codestreamSize';

/**
 * Reads the compressed frames of encapsulated pixel data, which must be complete and have the stated size.
 * Decoders fill what is missing from a truncated file with arbitrary values, and allocate what a codestream
 * states.
 *
 * @param bytes the whole file
 * @param stated number of frames that the pixel data must hold, and their size
 * @throws InputError that names the file when it ends before its pixel data does, holds too few frames, or
 *   frames of another size
 */
export function readEncapsulated(
  file: string,
  bytes: Uint8Array,
  stated: { frames: number; columns: number; rows: number },
): Uint8Array[] {
  const fragments = readFragments(bytes);
  if (fragments.length < stated.frames) {
    const why =
      fragments.length === 0
        ? 'the end of its compressed pixel data is missing'
        : `its compressed pixel data holds ${fragments.length} of ${stated.frames} frames`;
    throw new InputError(`${file} is cut short: ${why}. Copy or export it again.`);
  }
  for (const fragment of fragments) {
    const size = codestreamSize(fragment);
    if (!size || (size.columns === stated.columns && [0, stated.rows].includes(size.rows))) continue;
    throw new InputError(
      `${file}: its compressed image has ${size.columns} x ${size.rows} pixels, but its header states ` +
        `${stated.columns} x ${stated.rows}. Export it again.`,
    );
  }
  return joinFragments(file, fragments, stated.frames);
}

/** Frames may be cut into several fragments; a codestream begins with a marker of its own. */
function joinFragments(file: string, fragments: readonly Uint8Array[], frames: number): Uint8Array[] {
  if (fragments.length === frames) return [...fragments];
  const starts = frames === 1 ? [0] : fragments.flatMap((fragment, i) => (isCodestream(fragment) ? [i] : []));
  if (starts.length !== frames || starts[0] !== 0) {
    throw new InputError(
      `${file}: its compressed pixel data holds ${starts.length} instead of ${frames} frames. Export it again.`,
    );
  }
  return starts.map((start, frame) => Buffer.concat(fragments.slice(start, starts[frame + 1])));
}

/** The fragments of pixel data that ends with a sequence delimiter; none if it is not complete. */
function readFragments(bytes: Uint8Array): Uint8Array[] {
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
    if (warnings.length > 0) return [];
    return (pixels.fragments ?? []).map(({ position, length }) =>
      bytes.subarray(position, position + length),
    );
  } catch {
    return [];
  }
}
