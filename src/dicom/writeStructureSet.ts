import type { ImageGeometry, Vector3 } from '../data/Image';
import { textOf, type Attributes } from './Attributes';
import { checkContent } from './checkContent';
import { codeSequence } from './codes';
import { describeObject, localTime } from './describeObject';
import { dicomText } from './dicomText';
import { frameReference } from './imageReference';
import { newUid } from './newUid';
import { predecessorReference } from './predecessor';
import type { SegContent, SegImage, SegSegment } from './SegContent';
import { SEG_ENCODINGS } from './segEncodings';
import { algorithmType, displayColour } from './segmentItems';
import { selectFrames } from './selectFrames';
import { RT_STRUCTURE_SET } from './sopClasses';
import { sourceAttributes } from './sourceAttributes';
import { stackImages } from './stackImages';
import type { GridPoint } from './traceOutlines';
import { traceOutlines } from './traceOutlines';
import { writePart10 } from './writePart10';
import type { WrittenObject } from './WrittenObject';

/** SOP class by which a structure set refers to its study (PS3.3 C.8.8.5); retired, but required. */
const DETACHED_STUDY = '1.2.840.10008.3.1.2.3.1';
/** Decimals of a coordinate in mm: a DICOM decimal string has 16 characters at most. */
const DECIMALS = 4;

type Placed = SegImage & { geometry: ImageGeometry };

/**
 * Writes masks as an RT Structure Set (PS3.3 A.19): for each segment, its outlines along the edges of pixels,
 * with holes by keyhole. Filling them gives the masks back, pixel by pixel (`fillContours`).
 *
 * @throws Error when there is no image, segment or study UID, when the images differ in size, or one with a
 * mask has no position
 */
export function writeStructureSet(content: SegContent): WrittenObject {
  checkContent(content, 'RT structure set');
  const { images, segments, makeUid = newUid, date = new Date() } = content;
  const stacks = stackImages(images);
  const frames = selectFrames(stacks, segments, SEG_ENCODINGS.binary).filter(({ image, index }) =>
    image.labelmap?.includes(index),
  );
  const used = stacks.flat().filter((candidate) => frames.some(({ image }) => image === candidate));
  if (!used.every(isPlaced)) {
    throw new Error(
      'Images have no position in the patient, which contours need. Store a DICOM SEG instead.',
    );
  }
  const { day, time } = localTime(date);
  const frameOfReferenceUID =
    used[0]?.geometry.frameOfReferenceUID ||
    textOf(content.predecessor, 'FrameOfReferenceUID') ||
    makeUid('frame of reference');
  const attributes: Attributes = {
    ...sourceAttributes(content.source),
    ...describeObject(content, { sopClassUID: RT_STRUCTURE_SET, modality: 'RTSTRUCT' }),
    FrameOfReferenceUID: frameOfReferenceUID,
    PositionReferenceIndicator: '',
    OperatorsName: dicomText(content.creator ?? ''),
    StructureSetLabel: content.label,
    StructureSetDescription: dicomText(content.description),
    StructureSetDate: day,
    StructureSetTime: time,
    ...(content.predecessor ? { PredecessorStructureSetSequence: predecessorReference(content) } : {}),
    ReferencedFrameOfReferenceSequence: [referenceOf(content, used, frameOfReferenceUID)],
    StructureSetROISequence: segments.map((segment, i) => {
      const own = frames.filter(({ segmentNumber }) => segmentNumber === i + 1);
      return {
        ROINumber: i + 1,
        ReferencedFrameOfReferenceUID: frameOfReferenceUID,
        ROIName: nameOf(segment, i),
        ROIGenerationAlgorithm: algorithmType(own, content.algorithm.interactive),
        ROIGenerationDescription: dicomText(`${content.algorithm.name} ${content.algorithm.version}`),
      };
    }),
    ROIContourSequence: segments.map((segment, i) => {
      const own = frames.filter(({ segmentNumber }) => segmentNumber === i + 1);
      const contours = own.flatMap(({ image, index }) => contoursOn(image as Placed, index));
      return {
        ReferencedROINumber: i + 1,
        ROIDisplayColor: [...displayColour(segment, i)],
        // Must be absent when it would be empty.
        ...(contours.length > 0 ? { ContourSequence: contours } : {}),
      };
    }),
    RTROIObservationsSequence: segments.map((segment, i) => ({
      ObservationNumber: i + 1,
      ReferencedROINumber: i + 1,
      ...identification(segment),
      RTROIInterpretedType: '',
      ROIInterpreter: '',
    })),
    ApprovalStatus: 'UNAPPROVED',
  };
  return {
    bytes: writePart10(attributes),
    studyInstanceUID: String(attributes.StudyInstanceUID),
    seriesInstanceUID: String(attributes.SeriesInstanceUID),
    sopInstanceUID: String(attributes.SOPInstanceUID),
  };
}

/** The segment's codes; the type says what the region is, so there is no category without one. */
function identification({ category, type }: SegSegment): Attributes {
  if (!type) return {};
  return {
    ...(category ? { SegmentedPropertyCategoryCodeSequence: codeSequence(category) } : {}),
    RTROIIdentificationCodeSequence: codeSequence(type),
  };
}

const isPlaced = (image: SegImage): image is Placed => image.geometry !== undefined;

const nameOf = ({ name }: SegSegment, i: number) => dicomText(name) || `Segment ${i + 1}`;

/** The study, series and images that the contours lie on. */
function referenceOf(
  { images, source }: SegContent,
  used: readonly SegImage[],
  frameOfReferenceUID: string,
): Attributes {
  return {
    FrameOfReferenceUID: frameOfReferenceUID,
    RTReferencedStudySequence: [
      {
        ReferencedSOPClassUID: DETACHED_STUDY,
        ReferencedSOPInstanceUID: source.StudyInstanceUID,
        RTReferencedSeriesSequence: [
          {
            SeriesInstanceUID: images[0].seriesInstanceUID,
            ContourImageSequence: (used.length > 0 ? used : images).map(frameReference),
          },
        ],
      },
    ],
  };
}

/** The outlines of a segment on an image. */
function contoursOn(image: Placed, index: number): Attributes[] {
  const mask = (image.labelmap ?? new Uint8Array()).map((value) => (value === index ? 1 : 0));
  return traceOutlines(mask, image.columns).map((outline) => ({
    ContourImageSequence: [frameReference(image)],
    ContourGeometricType: 'CLOSED_PLANAR',
    NumberOfContourPoints: outline.length,
    ContourData: outline.flatMap((point) => toPatient(point, image.geometry)),
  }));
}

/** A position on the grid in patient coordinates; corners lie half a pixel before centres. */
function toPatient([column, row]: GridPoint, geometry: ImageGeometry): number[] {
  const { origin, rowCosines, columnCosines, rowSpacing, columnSpacing } = geometry;
  const along = (axis: keyof Vector3 & (0 | 1 | 2)) =>
    origin[axis] +
    (column - 0.5) * columnSpacing * rowCosines[axis] +
    (row - 0.5) * rowSpacing * columnCosines[axis];
  return [along(0), along(1), along(2)].map((value) => Number(value.toFixed(DECIMALS)));
}
