import type { Attributes } from '../../src/dicom/Attributes';
import { textOf } from '../../src/dicom/Attributes';
import { contoursOfImages } from '../../src/dicom/contoursOfImages';
import { fillContours } from '../../src/dicom/fillContours';
import type { Roi } from '../../src/dicom/readStructureSet';
import { readStructureSet } from '../../src/dicom/readStructureSet';
import { InputError } from '../InputError';
import type { ObjectMask } from './ObjectMask';
import { planesOf } from './planesOf';
import type { DicomStack } from './stackFrames';
import type { Voxels } from './Voxels';

/**
 * Reads the labels of an RT structure set on images: the ROI number of each voxel whose centre lies within a
 * closed contour. Where regions overlap, the highest number wins.
 *
 * @throws InputError when it has no closed contour, lies on none of the images, or when the images have no
 *   position
 */
export function readStructureMask(
  file: string,
  attributes: Attributes,
  image: Voxels | DicomStack,
): ObjectMask {
  const fail = (why: string, todo: string): never => {
    throw new InputError(`${file}: ${why}. ${todo}`);
  };
  const rois = readStructureSet(attributes);
  if (rois.length === 0)
    return fail('this RT structure set has no closed contour', 'Export it with its contours.');
  const planes = planesOf(image);
  if (!planes)
    return fail(
      'its contours lie in space, but its image has no position',
      'Give it as a PNG or NIfTI mask.',
    );
  const [columns, rows] = image.size;
  const mask: ObjectMask = {
    values: new Float32Array(columns * rows * planes.length),
    resampled: false,
    overlaps: false,
    names: new Map(),
  };
  let found = false;
  for (const roi of rois) {
    if (!isInSpaceOf(roi, image, planes[0].frameOfReferenceUID)) {
      return fail(
        `its region "${roi.name}" was drawn on other images (frame of reference)`,
        'Pair them anew.',
      );
    }
    const layers = contoursOfImages(roi.contours, planes);
    if (!layers) {
      return fail(
        `contours of its region "${roi.name}" run across the images`,
        'Draw them on the images, or give a NIfTI mask.',
      );
    }
    mask.names.set(roi.number, roi.name);
    layers.forEach((contours, slice) => {
      if (contours.length === 0) return;
      found = true;
      const start = slice * columns * rows;
      fillContours(contours, { ...planes[slice], rows, columns }).forEach((inside, i) => {
        if (!inside) return;
        const label = mask.values[start + i];
        mask.overlaps ||= label !== 0;
        if (roi.number > label) mask.values[start + i] = roi.number;
      });
    });
  }
  return found ? mask : fail("its contours lie on none of its case's images", 'Pair them anew.');
}

/**
 * Whether a region lies in the patient space of an image, by its frame of reference or the images it names.
 */
function isInSpaceOf(roi: Roi, image: Voxels | DicomStack, frameOfReferenceUID: string): boolean {
  if (roi.frameOfReferenceUID === '' || frameOfReferenceUID === '') return true;
  if (roi.frameOfReferenceUID === frameOfReferenceUID) return true;
  return (
    'frames' in image &&
    image.frames.some(({ source }) => roi.images.has(textOf(source.attributes, 'SOPInstanceUID')))
  );
}
