/** What masks are stored or saved as. */
export type MaskFormat = 'seg' | 'labelmap' | 'fractional' | 'rtstruct' | 'nifti';

/** The formats with their names, and whether an archive can hold them. */
export const MASK_FORMATS: Readonly<Record<MaskFormat, { title: string; storable: boolean }>> = {
  seg: { title: 'DICOM SEG', storable: true },
  labelmap: { title: 'DICOM SEG, label map', storable: true },
  fractional: { title: 'DICOM SEG, probabilities', storable: true },
  rtstruct: { title: 'RT Structure Set', storable: true },
  nifti: { title: 'NIfTI', storable: false },
};
