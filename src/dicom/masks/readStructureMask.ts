import type { Attributes } from '../Attributes';
import { contoursOfImages } from '../contoursOfImages';
import { fillContours } from '../fillContours';
import { MaskError } from './MaskError';
import type { ThickPlane } from '../contoursOfImages';
import type { MaskTarget } from './MaskTarget';
import type { ImageLabels, MaskRemarks, ReadMask } from './ReadMask';
import type { Roi } from '../readStructureSet';
import { readStructureSet } from '../readStructureSet';

/** A region with its contours on each image. */
interface Layered {
  label: number;
  contours: readonly Roi['contours'][];
}

/**
 * Reads the labels of an RT structure set on images: the ROI number of each pixel whose centre lies within a
 * closed contour. Where a number is below 1, all are raised.
 *
 * @throws MaskError when it has no closed contour, was drawn on other images, runs across these, or when they
 *   have no position
 */
export function readStructureMask(attributes: Attributes, target: MaskTarget): ReadMask {
  const rois = readStructureSet(attributes);
  if (rois.length === 0) throw new MaskError('empty', 'this RT structure set has no closed contour');
  const { planes } = target;
  if (!planes) {
    throw new MaskError('unplaced', 'its contours lie in space, but its image has no position');
  }
  // 0 is the background.
  const lift = Math.max(0, 1 - Math.min(...rois.map(({ number }) => number)));
  const layered = rois.map((roi): Layered => {
    if (!isInSpaceOf(roi, target, planes[0])) {
      throw new MaskError(
        'elsewhere',
        `its region "${roi.name}" was drawn on other images (frame of reference)`,
      );
    }
    const contours = contoursOfImages(roi.contours, planes);
    if (!contours) {
      throw new MaskError('across', `contours of its region "${roi.name}" run across the images`);
    }
    return { label: roi.number + lift, contours };
  });
  const remarks = { resampled: false, overlaps: false };
  return {
    segments: rois.map(({ number, name, colour, category, type }) => ({
      number: number + lift,
      name,
      colour,
      category,
      type,
    })),
    images: labelImages(layered, { ...target, planes }, remarks),
    remarks,
  };
}

function* labelImages(
  layered: readonly Layered[],
  { rows, columns, planes }: MaskTarget & { planes: readonly ThickPlane[] },
  remarks: MaskRemarks,
): Generator<ImageLabels> {
  let found = false;
  for (const [image, plane] of planes.entries()) {
    const drawn = layered.filter(({ contours }) => contours[image].length > 0);
    if (drawn.length === 0) continue;
    found = true;
    const labels = new Uint32Array(rows * columns);
    for (const { label, contours } of drawn) {
      fillContours(contours[image], { ...plane, rows, columns }).forEach((inside, i) => {
        if (!inside) return;
        remarks.overlaps ||= labels[i] !== 0;
        if (label > labels[i]) labels[i] = label;
      });
    }
    yield { image, labels };
  }
  if (!found) throw new MaskError('elsewhere', 'its contours lie on none of the images');
}

/** Whether a region lies in the patient space of the images, by its frame of reference or those it names. */
function isInSpaceOf(roi: Roi, { keys }: MaskTarget, { frameOfReferenceUID }: ThickPlane): boolean {
  if (roi.frameOfReferenceUID === '' || frameOfReferenceUID === '') return true;
  if (roi.frameOfReferenceUID === frameOfReferenceUID) return true;
  return keys.some((key) => roi.images.has(key.split('#')[0]));
}
