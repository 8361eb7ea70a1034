import { deterministicUid } from '../../demo/study/deterministicUid';
import { writePart10 } from '../../src/dicom/writePart10';

/**
 * A small DICOM file: an MR image of 4 x 3 pixels with the values 0 to 11.
 *
 * @param name makes its UIDs: instances with the same part before the first slash share a study, before the
 * second
 *   one a series, e.g. "study/series/1"
 * @param attributes replace or add to the default ones, by keyword
 */
export function makeInstance(name: string, attributes: Record<string, unknown> = {}): Uint8Array {
  const { studyUID, seriesUID, instanceUID } = uidsOf(name);
  return new Uint8Array(
    writePart10(
      {
        SpecificCharacterSet: 'ISO_IR 192',
        SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
        SOPInstanceUID: instanceUID,
        StudyInstanceUID: studyUID,
        SeriesInstanceUID: seriesUID,
        Modality: 'MR',
        PatientName: 'Test^Patient',
        PatientID: 'T1',
        StudyDate: '20240305',
        StudyTime: '101500',
        AccessionNumber: 'A1',
        StudyDescription: 'Head',
        SeriesNumber: 1,
        InstanceNumber: 1,
        SamplesPerPixel: 1,
        PhotometricInterpretation: 'MONOCHROME2',
        Rows: 3,
        Columns: 4,
        BitsAllocated: 16,
        BitsStored: 16,
        HighBit: 15,
        PixelRepresentation: 0,
        PixelData: Uint16Array.from({ length: 12 }, (_, index) => index).buffer,
        ...attributes,
      },
      'OW',
    ),
  );
}

/** The UIDs that {@link makeInstance} gives to an instance. */
export function uidsOf(name: string): { studyUID: string; seriesUID: string; instanceUID: string } {
  const [study, series] = name.split('/');
  return {
    studyUID: deterministicUid(`test ${study}`),
    seriesUID: deterministicUid(`test ${study}/${series}`),
    instanceUID: deterministicUid(`test ${name}`),
  };
}
