import type { Attributes } from './Attributes';
import dcmjs from './quietDcmjs';

const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
/** Implementation class UID of this software: 2.25 and the SHA-256 of "few-shot-segment", cut to 128 bits. */
export const IMPLEMENTATION = '2.25.336756089507073048828974936483744824094';

/**
 * Writes attributes, by keyword, as a DICOM file (Part 10, Explicit VR Little Endian, text in UTF-8).
 *
 * @param attributes must include SOPClassUID and SOPInstanceUID
 * @param pixelDataVR 'OW' for words, 'OB' for bytes and packed bits; for objects with pixels
 */
export function writePart10(attributes: Attributes, pixelDataVR: 'OB' | 'OW' = 'OB'): ArrayBuffer {
  const uid = (value: unknown) => ({ vr: 'UI', Value: [value] });
  const file = new dcmjs.data.DicomDict({
    '00020001': { vr: 'OB', Value: [new Uint8Array([0, 1]).buffer] },
    '00020002': uid(attributes.SOPClassUID),
    '00020003': uid(attributes.SOPInstanceUID),
    '00020010': uid(EXPLICIT_LITTLE),
    '00020012': uid(IMPLEMENTATION),
  });
  file.dict = dcmjs.data.DicomMetaDictionary.denaturalizeDataset({
    ...attributes,
    // The dictionary leaves the VR of pixel data open.
    _vrMap: { PixelData: pixelDataVR },
  });
  return file.write();
}
