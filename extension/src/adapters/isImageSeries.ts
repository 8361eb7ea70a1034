import type { DisplaySet } from '../ohif/types';

/** Modalities whose display sets hold no images of the patient. */
const NOT_IMAGES = [
  'SEG',
  'RTSTRUCT',
  'RTPLAN',
  'RTDOSE',
  'PR',
  'SR',
  'KO',
  'REG',
  'FID',
  'DOC',
  'PMAP',
  'ECG',
];

/** Whether a display set shows images of the patient. */
export function isImageSeries({ isOverlayDisplaySet, Modality }: DisplaySet): boolean {
  return !isOverlayDisplaySet && !NOT_IMAGES.includes(Modality);
}
