import { writePart10 } from '../../../src/dicom/writePart10';

/** A DICOM file without pixels: a structured report, unless the attributes say otherwise. */
export function makeReport(attributes: Record<string, unknown> = {}): Uint8Array {
  const report = {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.22',
    SOPInstanceUID: '1.2.3.1',
    StudyInstanceUID: '1.2.3',
    SeriesInstanceUID: '1.2.3.2',
    Modality: 'SR',
  };
  return new Uint8Array(writePart10({ ...report, ...attributes }, 'OW'));
}
