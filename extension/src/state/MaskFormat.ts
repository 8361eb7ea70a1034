/** What masks are stored or saved as. */
export type MaskFormat = 'seg' | 'labelmap' | 'fractional' | 'rtstruct' | 'nifti';

interface FormatProperties {
  title: string;
  /** Whether an archive can hold it. */
  storable: boolean;
  /** Whether a report of volumes can refer to it. */
  reportable: boolean;
}

export const MASK_FORMATS: Readonly<Record<MaskFormat, FormatProperties>> = {
  seg: { title: 'DICOM SEG', storable: true, reportable: true },
  labelmap: { title: 'DICOM SEG, label map', storable: true, reportable: true },
  fractional: { title: 'DICOM SEG, probabilities', storable: true, reportable: true },
  rtstruct: { title: 'RT Structure Set', storable: true, reportable: false },
  nifti: { title: 'NIfTI', storable: false, reportable: false },
};
