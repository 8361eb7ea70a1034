import { imageKey } from '../../src/data/ImageKey';
import type { SegmentCodes } from '../../src/data/Segment';
import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import { COMMON_REMEDIES, MaskError, type MaskProblem } from '../../src/dicom/masks/MaskError';
import type { MaskTarget } from '../../src/dicom/masks/MaskTarget';
import type { ReadMask } from '../../src/dicom/masks/ReadMask';
import { readMaskObject } from '../../src/dicom/masks/readMaskObject';
import type { SegSamples } from '../../src/dicom/masks/readSegMask';
import { InputError } from '../InputError';
import { checkSize } from './checkSize';
import { decodeFrames } from './decodeFrames';
import { planesOf } from './planesOf';
import { readBytes } from './readBytes';
import { readAttributes } from './readDicom';
import type { DicomStack } from './stackFrames';
import type { Voxels } from './Voxels';

/** The labels of a DICOM object that segments images. */
interface ObjectMask {
  /** Segment number of each voxel, 0 for background. Where segments overlap, the highest number wins. */
  values: Float32Array;
  /** Whether the voxels of mask and image lie apart, so that each got the nearest label. */
  resampled: boolean;
  overlaps: boolean;
  /** Names of the segments or regions, by number. */
  names: Map<number, string>;
  /** Their coded category and type, where it states one. */
  codes: Map<number, SegmentCodes>;
}

const REMEDIES: Record<MaskProblem, string> = {
  ...COMMON_REMEDIES,
  unknown: 'Convert it to NIfTI.',
  compressed: 'Convert it with, say, "gdcmconv --raw".',
  unplaced: 'Give it as a PNG or NIfTI mask.',
  elsewhere: 'Pair them anew.',
  across: 'Draw them on the images, or give a NIfTI mask.',
};

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
  try {
    const read = await readMaskObject(attributes, targetOf(image), (seg) => decodeSeg(file, bytes, seg));
    return read && collectLabels(read, image.size);
  } catch (error) {
    if (!(error instanceof MaskError)) throw error;
    throw new InputError(`${file}: ${error.message}. ${REMEDIES[error.problem]}`);
  }
}

async function decodeSeg(file: string, bytes: Buffer, attributes: Attributes): Promise<SegSamples> {
  const [columns, rows] = [numberOf(attributes, 'Columns') ?? 0, numberOf(attributes, 'Rows') ?? 0];
  checkSize(file, [columns, rows, numberOf(attributes, 'NumberOfFrames') ?? 1]);
  const { frames } = await decodeFrames(file, bytes, attributes);
  return (frame, pixel) => frames[frame][pixel];
}

function targetOf(image: Voxels | DicomStack): MaskTarget {
  const [columns, rows] = image.size;
  const frames = 'frames' in image ? image.frames : [];
  const keys = frames.map(({ source, frameNumber }) =>
    imageKey(textOf(source.attributes, 'SOPInstanceUID'), source.frames.length > 1 ? frameNumber : 1),
  );
  return { rows, columns, planes: planesOf(image), keys };
}

function collectLabels({ segments, images, remarks }: ReadMask, size: Voxels['size']): ObjectMask {
  const area = size[0] * size[1];
  const values = new Float32Array(area * size[2]);
  for (const { image, labels } of images) values.set(labels, image * area);
  const names = new Map(segments.map(({ number, name }) => [number, name]));
  const coded = segments.filter(({ type }) => type);
  const codes = new Map(coded.map(({ number, category, type }) => [number, { category, type }]));
  return { values, ...remarks, names, codes };
}
