import { convertBytes } from 'dicom-character-set';
import type dicomParser from 'dicom-parser';

/** Value representations that the character set applies to. */
const TEXT = ['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT'];

/** Specific Character Set of a data set or of an item; '' for the default repertoire. */
export const characterSetOf = (dataset: dicomParser.DataSet): string | undefined =>
  dataset.elements.x00080005 && (dataset.string('x00080005') ?? '');

/**
 * Decodes a text element, in which escapes may switch the character set (DICOM PS3.5 section 6.1.2.5).
 *
 * @param characterSet value of Specific Character Set, with backslashes between several
 * @returns the value without its padding; undefined when the character set is unknown or does not apply to it
 */
export function decodeValue(
  dataset: dicomParser.DataSet,
  { dataOffset, length }: dicomParser.Element,
  vr: string,
  characterSet: string,
): string | undefined {
  if (!TEXT.includes(vr)) return undefined;
  const bytes = dataset.byteArray.subarray(dataOffset, dataOffset + length);
  try {
    return convertBytes(characterSet, bytes, { vr }).replace(/[ \0]+$/, '');
  } catch {
    return undefined;
  }
}
