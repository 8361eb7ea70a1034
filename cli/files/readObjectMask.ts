import { itemsOf, numberOf, textOf } from '../../src/dicom/Attributes';
import {
  LABEL_MAP_SEGMENTATION_STORAGE,
  RT_STRUCTURE_SET,
  SEGMENTATION_STORAGE,
} from '../../src/dicom/sopClasses';
import type { ObjectMask } from './ObjectMask';
import { readBytes } from './readBytes';
import { readAttributes } from './readDicom';
import { readSegMask } from './readSegMask';
import { readStructureMask } from './readStructureMask';
import type { DicomStack } from './stackFrames';
import type { Voxels } from './Voxels';

/**
 * Reads the labels of a DICOM segmentation or RT structure set on images.
 *
 * @returns undefined when the file is another kind of DICOM object
 * @throws InputError that names the file when it cannot be read or does not belong to the images
 */
export async function readObjectMask(
  file: string,
  image: Voxels | DicomStack,
): Promise<ObjectMask | undefined> {
  const bytes = await readBytes(file);
  const attributes = readAttributes(file, bytes);
  switch (textOf(attributes, 'SOPClassUID')) {
    case SEGMENTATION_STORAGE:
    case LABEL_MAP_SEGMENTATION_STORAGE: {
      const segments = itemsOf(attributes, 'SegmentSequence');
      const named = segments.map(
        (item) => [numberOf(item, 'SegmentNumber') ?? 0, textOf(item, 'SegmentLabel')] as const,
      );
      return { ...(await readSegMask(file, bytes, attributes, image)), names: new Map(named) };
    }
    case RT_STRUCTURE_SET:
      return readStructureMask(file, attributes, image);
    default:
      return undefined;
  }
}
