import type { Attributes } from './Attributes';
import type { SegImage } from './SegContent';

/** Attributes by which a segmentation references one of its images. */
export function imageReference({ sopClassUID, sopInstanceUID }: SegImage): Attributes {
  return { ReferencedSOPClassUID: sopClassUID, ReferencedSOPInstanceUID: sopInstanceUID };
}

/** The same with the frame's number, which must be absent for images of one frame. */
export function frameReference(image: SegImage): Attributes {
  return { ...imageReference(image), ...(image.frames > 1 ? { ReferencedFrameNumber: image.frame } : {}) };
}
