import { imageKey, type ImageKey } from '../../data/ImageKey';
import { dot } from '../../data/vectors';
import type { Attributes } from '../Attributes';
import { itemOf, itemsOf, numberOf, numbersOf, textOf } from '../Attributes';
import { labelByReference } from './labelByReference';
import { MaskError } from './MaskError';
import type { ThickPlane } from '../contoursOfImages';
import type { MaskTarget } from './MaskTarget';
import { labelPlanes, normalOf } from './labelPlanes';
import type { ReadMask } from './ReadMask';
import { readSegments } from './readSegments';
import type { StoredFrame } from './StoredFrame';

/** The stored value of a pixel of a frame, which counts from 0. */
export type SegSamples = (frame: number, pixel: number) => number;

/**
 * Reads the labels of a DICOM segmentation on images: the segment number of each pixel. In a fractional one a
 * pixel belongs to a segment from half of the maximum value on. Frames are placed by their positions or, if
 * they have none, on the images that they refer to.
 *
 * @throws MaskError when the segmentation is of an unknown kind, does not belong to the images, or when
 *   positions and references contradict each other
 */
export function readSegMask(attributes: Attributes, samples: SegSamples, target: MaskTarget): ReadMask {
  const size = { columns: numberOf(attributes, 'Columns') ?? 0, rows: numberOf(attributes, 'Rows') ?? 0 };
  const frames = framesOf(attributes, samples);
  const places = new Map(target.keys.map((key, image) => [key, image]));
  const remarks = { resampled: false, overlaps: false };
  const segments = readSegments(attributes);
  const { planes } = target;
  const placed = frames.flatMap(({ plane, ...frame }) => {
    // A resampled frame is derived from several images.
    const image = frame.references.length === 1 ? places.get(frame.references[0]) : undefined;
    return plane ? [{ ...frame, plane, image }] : [];
  });
  if (planes && placed.length === frames.length && inOneSpace(planes[0], placed[0]?.plane)) {
    checkReferences(placed, planes);
    return {
      segments,
      images: labelPlanes({ ...target, planes }, { size, frames: placed }, remarks),
      remarks,
    };
  }
  return { segments, images: labelByReference(target, { size, frames }, places, remarks), remarks };
}

function framesOf(attributes: Attributes, samples: SegSamples): StoredFrame[] {
  const shared = itemOf(attributes, 'SharedFunctionalGroupsSequence');
  const perFrame = itemsOf(attributes, 'PerFrameFunctionalGroupsSequence');
  const count = numberOf(attributes, 'NumberOfFrames') ?? 1;
  const labelOf = labelReader(attributes);
  return Array.from({ length: count }, (_, frame): StoredFrame => {
    const group = (keyword: string) => itemOf(perFrame[frame], keyword) ?? itemOf(shared, keyword);
    const segment = numberOf(group('SegmentIdentificationSequence'), 'ReferencedSegmentNumber');
    const label = labelOf(segment);
    if (!label) throw new MaskError('damaged', `its frame ${frame + 1} belongs to no segment`);
    return {
      segment: segment ?? 0,
      labelAt: (pixel) => label(samples(frame, pixel)),
      plane: planeOf(group, textOf(attributes, 'FrameOfReferenceUID')),
      references: itemsOf(itemOf(perFrame[frame], 'DerivationImageSequence'), 'SourceImageSequence').map(
        (source): ImageKey =>
          imageKey(
            textOf(source, 'ReferencedSOPInstanceUID'),
            numberOf(source, 'ReferencedFrameNumber') ?? 1,
          ),
      ),
    };
  });
}

/**
 * How the stored values of a frame are read as labels, by the segment that the frame belongs to.
 *
 * @returns a function that returns undefined where the frame must name its segment, but does not
 * @throws MaskError when the kind of segmentation is unknown
 */
function labelReader(
  attributes: Attributes,
): (segment: number | undefined) => ((value: number) => number) | undefined {
  const type = textOf(attributes, 'SegmentationType');
  const half = (numberOf(attributes, 'MaximumFractionalValue') ?? 255) / 2;
  switch (type) {
    case 'BINARY':
      return (segment) => (segment === undefined ? undefined : (value) => (value === 0 ? 0 : segment));
    case 'FRACTIONAL':
      return (segment) => (segment === undefined ? undefined : (value) => (value >= half ? segment : 0));
    case 'LABELMAP': {
      const background = numberOf(attributes, 'PixelPaddingValue') ?? 0;
      const numbers = itemsOf(attributes, 'SegmentSequence').map(
        (item) => numberOf(item, 'SegmentNumber') ?? 0,
      );
      const listed = new Set(numbers.filter((number) => number !== 0 && number !== background));
      return () => (value) => (listed.has(value) ? value : 0);
    }
    default:
      throw new MaskError('unknown', `it is a segmentation of an unknown kind (${type})`);
  }
}

function planeOf(
  group: (keyword: string) => Attributes | undefined,
  frameOfReferenceUID: string,
): ThickPlane | undefined {
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

function inOneSpace(image: ThickPlane, seg: ThickPlane | undefined): boolean {
  if (!seg) return false;
  const [a, b] = [image.frameOfReferenceUID, seg.frameOfReferenceUID];
  return a === '' || b === '' || a === b;
}

/**
 * Some writers have stored references and positions in opposite orders; which of the two is right is
 * unknown.
 */
function checkReferences(
  frames: readonly { plane: ThickPlane; image: number | undefined }[],
  planes: readonly ThickPlane[],
): void {
  frames.forEach(({ plane, image }, frame) => {
    if (image === undefined) return;
    const { origin, thickness = 1 } = planes[image];
    const offset = [0, 1, 2].map((axis) => plane.origin[axis] - origin[axis]);
    const apart = Math.abs(dot([offset[0], offset[1], offset[2]], normalOf(planes[image])));
    if (apart <= Math.max(thickness, plane.thickness ?? 0)) return;
    throw new MaskError(
      'contradictory',
      `its frame ${frame + 1} refers to one image, but lies ${apart.toFixed(1)} mm from it`,
    );
  });
}
