import type { Attributes } from './Attributes';
import dcmjs from './quietDcmjs';

/**
 * The attributes of a DICOM file (Part 10), with those of its file meta information. Text is decoded by the
 * file's character set.
 *
 * @throws Error when the bytes are not a DICOM file
 */
export function readPart10(bytes: ArrayBuffer): Attributes {
  const { meta, dict } = dcmjs.data.DicomMessage.readFile(bytes, { ignoreErrors: true });
  const { naturalizeDataset } = dcmjs.data.DicomMetaDictionary;
  return { ...naturalizeDataset(meta), ...naturalizeDataset(dict) };
}
