/**
 * Attributes of a PET image from which an SUV can be computed: 370 MBq of F-18 at 09:00:00, scanned at
 * 10:00:00.
 *
 * @param more attributes of the image, and `drug` of its radiopharmaceutical, that replace them
 */
export function petHeader(more: object = {}, drug: object = {}): Record<string, unknown> {
  return {
    Modality: 'PT',
    Units: 'BQML',
    CorrectedImage: ['DECY', 'ATTN'],
    DecayCorrection: 'START',
    PatientWeight: 70,
    SeriesDate: '20240305',
    SeriesTime: '100000',
    AcquisitionDate: '20240305',
    AcquisitionTime: '100500',
    RadiopharmaceuticalInformationSequence: [
      {
        RadionuclideTotalDose: 370e6,
        RadionuclideHalfLife: 6586.2,
        RadiopharmaceuticalStartTime: '090000',
        ...drug,
      },
    ],
    ...more,
  };
}
