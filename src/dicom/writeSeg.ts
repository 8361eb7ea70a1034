import { textOf, type Attributes } from './Attributes';
import { checkContent } from './checkContent';
import { describeObject, localTime } from './describeObject';
import { dicomText } from './dicomText';
import { frameGroups } from './frameGroups';
import { imageReference } from './imageReference';
import { newUid } from './newUid';
import { predecessorReference } from './predecessor';
import type { SegContent } from './SegContent';
import { segmentItems } from './segmentItems';
import type { SegFrame } from './SegFrame';
import { selectFrames } from './selectFrames';
import { SEG_ENCODINGS, type SegEncodingName } from './segEncodings';
import { lossyAttributes, sourceAttributes } from './sourceAttributes';
import { stackImages } from './stackImages';
import { writePart10 } from './writePart10';
import type { WrittenObject } from './WrittenObject';

/** A DICOM segmentation, with the properties needed to store it. */
export interface WrittenSeg extends WrittenObject {
  rows: number;
  columns: number;
  numberOfFrames: number;
  encoding: SegEncodingName;
  /** Whether all of its frames have a position. */
  isPlaced: boolean;
}

/**
 * Writes masks as a DICOM segmentation (PS3.3 A.51): the only writer, for the viewer, the command line and
 * the demo.
 *
 * @param encoding how it holds the masks; a fractional one holds probabilities
 * @throws Error when there is no image or segment, when the images differ in size, or when they have no study
 * UID
 */
export function writeSeg(content: SegContent, encoding: SegEncodingName = 'binary'): WrittenSeg {
  const { sopClassUID, attributes: encoded, pixels } = SEG_ENCODINGS[encoding];
  const { images, segments, makeUid = newUid } = content;
  checkContent(content, 'segmentation');
  const stacks = stackImages(images);
  const frames = selectFrames(stacks, segments, SEG_ENCODINGS[encoding]);
  const { rows, columns } = images[0];
  const attributes: Attributes = {
    ...sourceAttributes(content.source),
    ...lossyAttributes(content.source),
    ...frameOfReference(content, frames),
    ...describeObject(content, { sopClassUID, modality: 'SEG' }),
    ...describeImage(content),
    ...encoded,
    Rows: rows,
    Columns: columns,
    SegmentSequence: segmentItems(content, frames, makeUid),
    ...references(content),
    ...frameGroups(frames, stacks, makeUid('dimensions')),
    PixelData: pixels(frames, segments).buffer,
  };
  return {
    bytes: writePart10(attributes, 'OB'),
    studyInstanceUID: String(attributes.StudyInstanceUID),
    seriesInstanceUID: String(attributes.SeriesInstanceUID),
    sopInstanceUID: String(attributes.SOPInstanceUID),
    rows,
    columns,
    numberOfFrames: frames.length,
    encoding,
    isPlaced: frames.every(({ image }) => image.geometry !== undefined),
  };
}

/** Modules of the object and of the image as a whole. */
function describeImage({ label, description, creator = '', date = new Date() }: SegContent): Attributes {
  const { day, time } = localTime(date);
  return {
    ContentDate: day,
    ContentTime: time,
    ImageType: ['DERIVED', 'PRIMARY'],
    ContentLabel: label,
    ContentDescription: dicomText(description),
    ContentCreatorName: dicomText(creator),
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    PixelRepresentation: 0,
  };
}

/**
 * The frame of reference of images with positions. If they have positions but no frame of reference UID, a
 * new one is made, because positions require one.
 */
function frameOfReference(
  { predecessor, makeUid = newUid }: SegContent,
  frames: readonly SegFrame[],
): Attributes {
  const geometry = frames.map(({ image }) => image.geometry).find((found) => found !== undefined);
  // Required, though empty, for images without a position.
  if (!geometry) return { PatientOrientation: '' };
  return {
    FrameOfReferenceUID:
      geometry.frameOfReferenceUID ||
      textOf(predecessor, 'FrameOfReferenceUID') ||
      makeUid('frame of reference'),
    PositionReferenceIndicator: '',
  };
}

/** References to the images, and to the segmentation that this one supersedes. */
function references(content: SegContent): Attributes {
  const { images, predecessor } = content;
  // Once for each instance, as its frames share it.
  const instances = [...new Map(images.map((image) => [image.sopInstanceUID, image])).values()];
  const series = {
    SeriesInstanceUID: images[0].seriesInstanceUID,
    ReferencedInstanceSequence: instances.map(imageReference),
  };
  if (!predecessor) return { ReferencedSeriesSequence: [series] };
  const earlier = predecessorReference(content);
  return {
    ReferencedImageSequence: earlier,
    ReferencedSeriesSequence: [
      series,
      { SeriesInstanceUID: textOf(predecessor, 'SeriesInstanceUID'), ReferencedInstanceSequence: earlier },
    ],
  };
}
