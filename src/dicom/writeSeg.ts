import type { Attributes } from './Attributes';
import { dicomText } from './dicomText';
import { frameGroups } from './frameGroups';
import { imageReference } from './imageReference';
import { newUid } from './newUid';
import { packBits } from './packBits';
import type { SegContent, SegImage } from './SegContent';
import { segmentItems } from './segmentItems';
import type { SegFrame } from './selectFrames';
import { selectFrames } from './selectFrames';
import { sourceAttributes } from './sourceAttributes';
import { stackImages } from './stackImages';
import { writePart10 } from './writePart10';

/** SOP Class UID of binary (and fractional) segmentations. */
export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';

/** A DICOM segmentation, with the properties needed to store it. */
export interface WrittenSeg {
  /** DICOM Part 10, Explicit VR Little Endian. */
  bytes: ArrayBuffer;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  sopInstanceUID: string;
  rows: number;
  columns: number;
  numberOfFrames: number;
  /** Whether all of its frames have a position. */
  isPlaced: boolean;
}

/**
 * Writes masks as a binary DICOM segmentation (PS3.3 A.51): the only writer, for the viewer, the command
 * line and the demo.
 *
 * @throws Error when there is no image or segment, when the images differ in size, or when they have no study
 * UID
 */
export function writeSeg(content: SegContent): WrittenSeg {
  const { images, segments, makeUid = newUid } = content;
  checkContent(content);
  const stacks = stackImages(images);
  const frames = selectFrames(stacks, segments);
  const { rows, columns } = images[0];
  const attributes: Attributes = {
    ...sourceAttributes(content.source),
    ...frameOfReference(frames, makeUid),
    ...describeObject(content),
    SOPInstanceUID: makeUid('instance'),
    SeriesInstanceUID: makeUid('series'),
    Rows: rows,
    Columns: columns,
    SegmentSequence: segmentItems(content, frames, makeUid),
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: images[0].seriesInstanceUID, ReferencedInstanceSequence: instances(images) },
    ],
    ...frameGroups(frames, stacks, makeUid('dimensions')),
    PixelData: packBits(masksOf(frames), frames.length * rows * columns).buffer,
  };
  return {
    bytes: writePart10(attributes, 'OB'),
    studyInstanceUID: String(attributes.StudyInstanceUID),
    seriesInstanceUID: String(attributes.SeriesInstanceUID),
    sopInstanceUID: String(attributes.SOPInstanceUID),
    rows,
    columns,
    numberOfFrames: frames.length,
    isPlaced: frames.every(({ image }) => image.geometry !== undefined),
  };
}

function checkContent({ images, segments }: SegContent): void {
  if (images.length === 0) throw new Error('A DICOM segmentation needs images.');
  if (segments.length === 0) throw new Error('A DICOM segmentation needs a segment.');
  const sizes = new Set(images.map(({ rows, columns }) => `${rows} x ${columns}`));
  if (sizes.size > 1) {
    throw new Error(`The images differ in size (${[...sizes].join(', ')}); a DICOM SEG needs one size.`);
  }
  for (const { labelmap, rows, columns, sopInstanceUID } of images) {
    if (labelmap && labelmap.length !== rows * columns) {
      throw new Error(
        `The mask on image ${sopInstanceUID} has ${labelmap.length} pixels, its image has ${columns} x ${rows}.`,
      );
    }
  }
}

/** Modules of the series, the equipment, and the image as a whole. */
function describeObject({
  series,
  label,
  description,
  creator = '',
  equipment,
  date = new Date(),
}: SegContent): Attributes {
  const { day, time } = localTime(date);
  return {
    SOPClassUID: SEGMENTATION_STORAGE,
    SeriesNumber: series.number,
    SeriesDescription: dicomText(series.description),
    SeriesDate: day,
    SeriesTime: time,
    ContentDate: day,
    ContentTime: time,
    InstanceCreationDate: day,
    InstanceCreationTime: time,
    Modality: 'SEG',
    Manufacturer: dicomText(equipment.manufacturer),
    ManufacturerModelName: dicomText(equipment.model),
    DeviceSerialNumber: '1',
    SoftwareVersions: dicomText(equipment.version),
    ImageType: ['DERIVED', 'PRIMARY'],
    InstanceNumber: 1,
    ContentLabel: label,
    ContentDescription: dicomText(description),
    ContentCreatorName: dicomText(creator),
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    SegmentationType: 'BINARY',
    SegmentsOverlap: 'NO',
  };
}

/**
 * The frame of reference of images with positions. If they have positions but no frame of reference UID, a
 * new one is made, because positions require one.
 */
function frameOfReference(frames: readonly SegFrame[], makeUid: (purpose: string) => string): Attributes {
  const geometry = frames.map(({ image }) => image.geometry).find((found) => found !== undefined);
  // Required, though empty, for images without a position.
  if (!geometry) return { PatientOrientation: '' };
  return {
    FrameOfReferenceUID: geometry.frameOfReferenceUID || makeUid('frame of reference'),
    PositionReferenceIndicator: '',
  };
}

/** References each instance once, as its frames share it. */
function instances(images: readonly SegImage[]): Attributes[] {
  return [...new Map(images.map((image) => [image.sopInstanceUID, image])).values()].map(imageReference);
}

function* masksOf(frames: readonly SegFrame[]): Generator<Uint8Array> {
  for (const { image, index } of frames) {
    const { labelmap, rows, columns } = image;
    yield labelmap ? labelmap.map((value) => (value === index ? 1 : 0)) : new Uint8Array(rows * columns);
  }
}

/**
 * Date and time in DICOM format, in local time, as the images' own times are in their scanner's local time.
 */
function localTime(date: Date): { day: string; time: string } {
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    day: `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`,
    time: `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`,
  };
}
