import type { Attributes } from './Attributes';
import dcmjs from './quietDcmjs';

/** The attributes of an object in the DICOM JSON model (PS3.18 annex F), by keyword. */
export function readDicomJson(object: object): Attributes {
  return dcmjs.data.DicomMetaDictionary.naturalizeDataset(object);
}
