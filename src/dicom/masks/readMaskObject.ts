import type { Attributes } from '../Attributes';
import { textOf } from '../Attributes';
import { LABEL_MAP_SEGMENTATION_STORAGE, RT_STRUCTURE_SET, SEGMENTATION_STORAGE } from '../sopClasses';
import type { MaskTarget } from './MaskTarget';
import type { ReadMask } from './ReadMask';
import type { SegSamples } from './readSegMask';
import { readSegMask } from './readSegMask';
import { readStructureMask } from './readStructureMask';

/**
 * Reads the labels of a DICOM segmentation or RT structure set on images.
 *
 * @param decode decodes the pixels of a segmentation
 * @returns undefined when it is another kind of object
 * @throws MaskError when it cannot be read, or does not belong to the images
 */
export async function readMaskObject(
  attributes: Attributes,
  target: MaskTarget,
  decode: (attributes: Attributes) => Promise<SegSamples> | SegSamples,
): Promise<ReadMask | undefined> {
  switch (textOf(attributes, 'SOPClassUID')) {
    case SEGMENTATION_STORAGE:
    case LABEL_MAP_SEGMENTATION_STORAGE: {
      // A label map with a palette holds segment numbers all the same.
      const samples = await decode({ ...attributes, PhotometricInterpretation: 'MONOCHROME2' });
      return readSegMask(attributes, samples, target);
    }
    case RT_STRUCTURE_SET:
      return readStructureMask(attributes, target);
    default:
      return undefined;
  }
}
