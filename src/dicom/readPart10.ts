import type { Attributes } from './Attributes';
import { parsePart10 } from './parsePart10';
import dcmjs from './quietDcmjs';

/**
 * Reads the attributes of a DICOM file (Part 10), including its file meta information. Text is decoded using
 * the file's character set.
 *
 * @throws Error when the bytes are not a DICOM file
 */
export function readPart10(bytes: ArrayBuffer): Attributes {
  const { meta, dict } = parsePart10(bytes);
  const { naturalizeDataset } = dcmjs.data.DicomMetaDictionary;
  return { ...naturalizeDataset(meta), ...naturalizeDataset(dict) };
}
