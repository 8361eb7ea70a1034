/** Modalities without images on which a mask could be drawn. */
const UNSUITABLE = [
  ...['SM', 'ECG', 'DOC', 'OT', 'XC', 'ES', 'GM', 'OP', 'AU'],
  ...['SEG', 'RTSTRUCT', 'RTPLAN', 'RTDOSE', 'PR', 'SR', 'KO', 'REG', 'FID', 'PMAP'],
];

/**
 * Whether the mode suits a study: at least one of its modalities must have images to draw on.
 *
 * @param study.modalities the study's modalities, separated by backslashes as in DICOM
 */
export function isValidMode({ modalities }: { modalities: string }): { valid: boolean; description: string } {
  const present = modalities.split(/[\\/]/).filter((modality) => modality !== '');
  return {
    valid: present.some((modality) => !UNSUITABLE.includes(modality)),
    description: 'Few-shot segmentation needs a series of grey images, for example MR or CT.',
  };
}
