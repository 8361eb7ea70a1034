import type { Attributes } from '../../src/dicom/Attributes';
import { itemOf, itemsOf, numberOf, textOf } from '../../src/dicom/Attributes';
import { SEGMENTATION_STORAGE } from '../../src/dicom/writeSeg';
import { InputError } from '../InputError';
import { checkSize } from './checkSize';
import { decodeFrames } from './decodeFrames';
import { readBytes } from './readBytes';
import { readAttributes } from './readDicom';
import type { DicomStack } from './stackFrames';

/** Whether a file is a DICOM segmentation. */
export async function isSegFile(file: string): Promise<boolean> {
  return textOf(readAttributes(file, await readBytes(file)), 'SOPClassUID') === SEGMENTATION_STORAGE;
}

/**
 * Reads the labels of a binary DICOM segmentation on the images that it refers to: the segment number of each
 * voxel, 0 for background. Where segments overlap, the highest number wins.
 *
 * @throws InputError when the segmentation is not binary, or refers to other images
 */
export async function readSegMask(file: string, images: DicomStack): Promise<Float32Array> {
  const bytes = await readBytes(file);
  const attributes = readAttributes(file, bytes);
  if (textOf(attributes, 'SegmentationType') !== 'BINARY') {
    throw new InputError(`${file} is no binary segmentation. Convert it to a binary one or to NIfTI.`);
  }
  const [columns, rows] = images.size;
  if (numberOf(attributes, 'Columns') !== columns || numberOf(attributes, 'Rows') !== rows) {
    const size = `${numberOf(attributes, 'Columns')} x ${numberOf(attributes, 'Rows')}`;
    throw new InputError(`${file} has ${size} pixels, its images have ${columns} x ${rows}. Pair them anew.`);
  }
  checkSize(file, [columns, rows, numberOf(attributes, 'NumberOfFrames') ?? 1]);
  const slices = new Map(
    images.frames.map(({ source, frameNumber }, slice) => [
      `${textOf(source.attributes, 'SOPInstanceUID')} ${source.frames.length > 1 ? frameNumber : 1}`,
      slice,
    ]),
  );
  const shared = itemOf(attributes, 'SharedFunctionalGroupsSequence');
  const perFrame = itemsOf(attributes, 'PerFrameFunctionalGroupsSequence');
  const out = new Float32Array(columns * rows * images.size[2]);
  decodeFrames(file, bytes, attributes).frames.forEach((mask, frame) => {
    const slice = slices.get(referenceOf(perFrame[frame]));
    const segment = numberOf(
      itemOf(perFrame[frame], 'SegmentIdentificationSequence') ??
        itemOf(shared, 'SegmentIdentificationSequence'),
      'ReferencedSegmentNumber',
    );
    if (slice === undefined || segment === undefined) {
      throw new InputError(
        `${file}: its frame ${frame + 1} refers to none of its case's images. Pair them anew.`,
      );
    }
    const start = slice * columns * rows;
    for (let i = 0; i < mask.length; i++)
      if (mask[i] > 0 && segment > out[start + i]) out[start + i] = segment;
  });
  return out;
}

/** The image that a frame was derived from: "UID frame". */
function referenceOf(groups: Attributes | undefined): string {
  const source = itemOf(itemOf(groups, 'DerivationImageSequence'), 'SourceImageSequence');
  return `${textOf(source, 'ReferencedSOPInstanceUID')} ${numberOf(source, 'ReferencedFrameNumber') ?? 1}`;
}
