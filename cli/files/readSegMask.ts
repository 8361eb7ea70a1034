import { dot } from '../../src/data/vectors';
import type { Attributes } from '../../src/dicom/Attributes';
import { itemOf, itemsOf, numberOf, numbersOf, textOf } from '../../src/dicom/Attributes';
import { InputError } from '../InputError';
import { checkSize } from './checkSize';
import { decodeFrames } from './decodeFrames';
import type { PlacedLabels } from './ObjectMask';
import { normalOf, placeSegFrames } from './placeSegFrames';
import type { Plane } from './planesOf';
import { planesOf } from './planesOf';
import type { DicomStack } from './stackFrames';
import type { Voxels } from './Voxels';

/** A frame of a segmentation file. */
interface SegFrame {
  segment: number;
  mask: Float32Array;
  /** Undefined when the file does not say where it lies. */
  plane?: Plane;
  /** The images that it was derived from: "UID frame". */
  references: string[];
}

/**
 * Reads the labels of a DICOM segmentation on images: the segment number of each voxel, 0 for background. In
 * a fractional one a voxel belongs to a segment from half of the maximum value on. Frames are placed by their
 * positions or, if they have none, on the images that they refer to.
 *
 * @param bytes the file's content
 * @throws InputError when the segmentation is of an unknown kind, lies on none of the images, or when
 *   positions and references contradict each other
 */
export async function readSegMask(
  file: string,
  bytes: Buffer,
  attributes: Attributes,
  image: Voxels | DicomStack,
): Promise<PlacedLabels> {
  const size = [numberOf(attributes, 'Columns') ?? 0, numberOf(attributes, 'Rows') ?? 0] as const;
  checkSize(file, [...size, numberOf(attributes, 'NumberOfFrames') ?? 1]);
  const frames = await framesOf(file, bytes, attributes);
  const slices = slicesByReference(image);
  const planes = planesOf(image);
  const placed = frames.flatMap((frame) => (frame.plane ? [{ ...frame, plane: frame.plane }] : []));
  if (planes && placed.length === frames.length && inOneSpace(planes[0], placed[0]?.plane)) {
    checkReferences(file, placed, planes, slices);
    const labels = placeSegFrames({ image: [image.size[0], image.size[1]], mask: size }, planes, placed);
    const isEmpty = (values: Float32Array) => values.every((value) => value === 0);
    if (isEmpty(labels.values) && !frames.every(({ mask }) => isEmpty(mask))) {
      throw new InputError(`${file}: its frames lie on none of its case's images. Pair them anew.`);
    }
    return labels;
  }
  return labelByReference(file, frames, size, image, slices);
}

async function framesOf(file: string, bytes: Buffer, attributes: Attributes): Promise<SegFrame[]> {
  const shared = itemOf(attributes, 'SharedFunctionalGroupsSequence');
  const perFrame = itemsOf(attributes, 'PerFrameFunctionalGroupsSequence');
  // A label map with a palette holds segment numbers all the same.
  const values = { ...attributes, PhotometricInterpretation: 'MONOCHROME2' };
  const { frames } = await decodeFrames(file, bytes, values);
  const masksOf = maskReader(file, attributes);
  return frames.flatMap((pixels, frame): SegFrame[] => {
    const group = (keyword: string) => itemOf(perFrame[frame], keyword) ?? itemOf(shared, keyword);
    const segment = numberOf(group('SegmentIdentificationSequence'), 'ReferencedSegmentNumber');
    const place = {
      plane: planeOf(group, textOf(attributes, 'FrameOfReferenceUID')),
      references: itemsOf(itemOf(perFrame[frame], 'DerivationImageSequence'), 'SourceImageSequence').map(
        (source) =>
          `${textOf(source, 'ReferencedSOPInstanceUID')} ${numberOf(source, 'ReferencedFrameNumber') ?? 1}`,
      ),
    };
    const masks = masksOf(pixels, segment);
    if (!masks) {
      throw new InputError(`${file}: its frame ${frame + 1} belongs to no segment. Export it again.`);
    }
    return masks.map((mask) => ({ ...mask, ...place }));
  });
}

type Mask = Pick<SegFrame, 'segment' | 'mask'>;

/**
 * How the masks in a frame are read: from its values and the segment that it belongs to, if it names one.
 *
 * @throws InputError when the kind of segmentation is unknown
 */
function maskReader(
  file: string,
  attributes: Attributes,
): (pixels: Float32Array, segment: number | undefined) => Mask[] | undefined {
  const type = textOf(attributes, 'SegmentationType');
  const half = (numberOf(attributes, 'MaximumFractionalValue') ?? 255) / 2;
  switch (type) {
    case 'BINARY':
      return (mask, segment) => (segment === undefined ? undefined : [{ segment, mask }]);
    case 'FRACTIONAL':
      return (pixels, segment) =>
        segment === undefined
          ? undefined
          : [{ segment, mask: pixels.map((value) => (value >= half ? 1 : 0)) }];
    case 'LABELMAP': {
      const background = numberOf(attributes, 'PixelPaddingValue') ?? 0;
      const numbers = itemsOf(attributes, 'SegmentSequence')
        .map((item) => numberOf(item, 'SegmentNumber') ?? 0)
        .filter((number) => number !== 0 && number !== background);
      return (pixels) =>
        numbers.map((segment) => ({
          segment,
          mask: pixels.map((value) => (value === segment ? 1 : 0)),
        }));
    }
    default:
      throw new InputError(`${file} is a segmentation of an unknown kind (${type}). Convert it to NIfTI.`);
  }
}

function planeOf(
  group: (keyword: string) => Attributes | undefined,
  frameOfReferenceUID: string,
): Plane | undefined {
  const position = numbersOf(group('PlanePositionSequence'), 'ImagePositionPatient');
  const cosines = numbersOf(group('PlaneOrientationSequence'), 'ImageOrientationPatient');
  const measures = group('PixelMeasuresSequence');
  const spacing = numbersOf(measures, 'PixelSpacing');
  if (position?.length !== 3 || cosines?.length !== 6 || spacing?.length !== 2) return undefined;
  return {
    origin: [position[0], position[1], position[2]],
    rowCosines: [cosines[0], cosines[1], cosines[2]],
    columnCosines: [cosines[3], cosines[4], cosines[5]],
    rowSpacing: spacing[0],
    columnSpacing: spacing[1],
    frameOfReferenceUID,
    thickness:
      numberOf(measures, 'SpacingBetweenSlices') || numberOf(measures, 'SliceThickness') || undefined,
  };
}

/** Slices by the reference to their image: "UID frame". */
function slicesByReference(image: Voxels | DicomStack): Map<string, number> {
  if (!('frames' in image)) return new Map();
  return new Map(
    image.frames.map(({ source, frameNumber }, slice) => [
      `${textOf(source.attributes, 'SOPInstanceUID')} ${source.frames.length > 1 ? frameNumber : 1}`,
      slice,
    ]),
  );
}

function inOneSpace(image: Plane, seg: Plane | undefined): boolean {
  if (!seg) return false;
  const [a, b] = [image.frameOfReferenceUID, seg.frameOfReferenceUID];
  return a === '' || b === '' || a === b;
}

/**
 * Some writers have stored references and positions in opposite orders; which of the two is right is
 * unknown.
 */
function checkReferences(
  file: string,
  frames: readonly { plane: Plane; references: string[] }[],
  planes: readonly Plane[],
  slices: ReadonlyMap<string, number>,
): void {
  frames.forEach(({ plane, references }, frame) => {
    // A resampled frame is derived from several images.
    const slice = references.length === 1 ? slices.get(references[0]) : undefined;
    if (slice === undefined) return;
    const { origin, thickness = 1 } = planes[slice];
    const offset = [0, 1, 2].map((axis) => plane.origin[axis] - origin[axis]);
    const apart = Math.abs(dot([offset[0], offset[1], offset[2]], normalOf(planes[slice])));
    if (apart <= Math.max(thickness, plane.thickness ?? 0)) return;
    throw new InputError(
      `${file}: its frame ${frame + 1} refers to one image, but lies ${apart.toFixed(1)} mm from it. ` +
        'Write the segmentation anew with the position of each image.',
    );
  });
}

function labelByReference(
  file: string,
  frames: readonly SegFrame[],
  [columns, rows]: readonly [number, number],
  image: Voxels | DicomStack,
  slices: ReadonlyMap<string, number>,
): PlacedLabels {
  if (columns !== image.size[0] || rows !== image.size[1]) {
    throw new InputError(
      `${file} has ${columns} x ${rows} pixels, its images have ${image.size[0]} x ${image.size[1]}. Pair them anew.`,
    );
  }
  const area = columns * rows;
  const values = new Float32Array(area * image.size[2]);
  let overlaps = false;
  frames.forEach(({ mask, segment, references }, frame) => {
    const slice = slices.get(references[0] ?? '');
    if (slice === undefined) {
      throw new InputError(
        `${file}: its frame ${frame + 1} has no position on its case's images, and refers to none of them. ` +
          'Pair them anew.',
      );
    }
    mask.forEach((value, i) => {
      const at = slice * area + i;
      if (value === 0) return;
      overlaps ||= values[at] !== 0 && values[at] !== segment;
      if (segment > values[at]) values[at] = segment;
    });
  });
  return { values, resampled: false, overlaps };
}
