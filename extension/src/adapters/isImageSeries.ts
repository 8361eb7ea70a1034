import type { DisplaySet } from '../ohif/types';

/** Display sets of these modalities hold no images of the patient. */
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
