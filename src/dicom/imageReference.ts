import type { Attributes } from './Attributes';
import type { SegImage } from './SegContent';

/** Attributes by which a segmentation references one of its images. */
export function imageReference({ sopClassUID, sopInstanceUID }: SegImage): Attributes {
  return { ReferencedSOPClassUID: sopClassUID, ReferencedSOPInstanceUID: sopInstanceUID };
}
