import dcmjs from '../archive/quietDcmjs';
import { deterministicUid } from './deterministicUid';

const explicitLittleEndian = '1.2.840.10008.1.2.1';

/**
 * A DICOM file (Explicit VR Little Endian) from attributes by keyword.
 *
 * @param attributes must name the SOPClassUID and SOPInstanceUID
 * @param pixelDataVR 'OW' for words (and for packed bits), 'OB' for bytes
 */
export function writeDicomFile(
  attributes: Record<string, unknown>,
  pixelDataVR: 'OB' | 'OW' = 'OW',
): Uint8Array {
  const file = new dcmjs.data.DicomDict({
    '00020001': { vr: 'OB', Value: [new Uint8Array([0, 1]).buffer] },
    '00020002': { vr: 'UI', Value: [attributes.SOPClassUID] },
    '00020003': { vr: 'UI', Value: [attributes.SOPInstanceUID] },
    '00020010': { vr: 'UI', Value: [explicitLittleEndian] },
    '00020012': { vr: 'UI', Value: [deterministicUid('implementation')] },
  });
  file.dict = dcmjs.data.DicomMetaDictionary.denaturalizeDataset({
    ...attributes,
    // The dictionary leaves the VR of pixel data open.
    _vrMap: { PixelData: pixelDataVR },
  });
  return new Uint8Array(file.write());
}
