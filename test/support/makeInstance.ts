import { deterministicUid } from '../../demo/study/deterministicUid';
import { writePart10 } from '../../src/dicom/writePart10';

/**
 * A small DICOM file: an MR image of 4 x 3 pixels with the values 0 to 11.
 *
 * @param name determines its UIDs: instances share a study if their names are equal up to the first slash,
 *   and a series if they are equal up to the second, e.g. "study/series/1"
 * @param attributes added to the default ones or replacing them, by keyword
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

/** The UIDs that {@link makeInstance} assigns to an instance. */
export function uidsOf(name: string): { studyUID: string; seriesUID: string; instanceUID: string } {
  const [study, series] = name.split('/');
  return {
    studyUID: deterministicUid(`test ${study}`),
    seriesUID: deterministicUid(`test ${study}/${series}`),
    instanceUID: deterministicUid(`test ${name}`),
  };
}
