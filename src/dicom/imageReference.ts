import type { Attributes } from './Attributes';
import type { SegImage } from './SegContent';

/** How a segmentation names one of its images. */
export function imageReference({ sopClassUID, sopInstanceUID }: SegImage): Attributes {
  return { ReferencedSOPClassUID: sopClassUID, ReferencedSOPInstanceUID: sopInstanceUID };
}
