import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Segment } from '../../src/data/Segment';
import type { Attributes } from './DicomFile';
import { textOf } from './DicomFile';
import { packBits } from './packBits';
import dcmjs from './quietDcmjs';
import type { DicomStack, SourceFrame } from './stackFrames';

const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
/** 2.25 and the SHA-256 of "few-shot-segment", cut to 128 bits. */
const IMPLEMENTATION = '2.25.336756089507073048828974936483744824094';
/** CIELab colours that are told apart, scaled as DICOM wants. */
const COLOURS = [
  [43803, 26565, 37722],
  [34952, 45746, 47288],
  [52428, 20560, 53713],
  [40631, 46003, 20560],
];
/** What patient and study the segmentation belongs to: copied from the images. */
const INHERITED = [
  'SpecificCharacterSet',
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'PatientAge',
  'StudyInstanceUID',
  'StudyID',
  'StudyDate',
  'StudyTime',
  'StudyDescription',
  'AccessionNumber',
  'ReferringPhysicianName',
  'FrameOfReferenceUID',
  'PositionReferenceIndicator',
];
/** Required, if only empty (type 2), of the modules of patient, study and equipment. */
const REQUIRED = [
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyID',
  'StudyDate',
  'StudyTime',
  'AccessionNumber',
  'ReferringPhysicianName',
];

/** One frame of a segmentation: one segment on one image. */
interface SegFrame {
  segmentNumber: number;
  image: SourceFrame;
  /** Position of the image in the stack, from 1. */
  position: number;
  mask: Uint8Array;
}

/**
 * Writes labels as a binary DICOM segmentation of the images that they were predicted on. Only frames with foreground are
 * written; if there is none at all, one empty frame, as a segmentation needs one.
 *
 * @param labels segment indices on the stack's grid
 * @param algorithm what made the labels, e.g. the model file's name
 * @returns how many frames have foreground
 */
export async function writeSeg(
  file: string,
  labels: Uint8Array,
  stack: DicomStack,
  segments: readonly Segment[],
  algorithm: string,
): Promise<number> {
  const frames = framesWithForeground(labels, stack, segments);
  const written = frames.length > 0 ? frames : [emptyFrame(stack)];
  const attributes = { ...segAttributes(stack, segments, algorithm), ...frameAttributes(written, stack) };
  const uid = (value: unknown) => ({ vr: 'UI', Value: [value] });
  const dicom = new dcmjs.data.DicomDict({
    '00020001': { vr: 'OB', Value: [new Uint8Array([0, 1]).buffer] },
    '00020002': uid(SEGMENTATION_STORAGE),
    '00020003': uid(attributes.SOPInstanceUID),
    '00020010': uid(EXPLICIT_LITTLE),
    '00020012': uid(IMPLEMENTATION),
  });
  dicom.dict = dcmjs.data.DicomMetaDictionary.denaturalizeDataset({
    ...attributes,
    PixelData: packBits(written.map(({ mask }) => mask)).buffer,
    // The dictionary leaves the VR of pixel data open.
    _vrMap: { PixelData: 'OB' },
  });
  await writeFile(file, new Uint8Array(dicom.write()));
  return frames.length;
}

function framesWithForeground(
  labels: Uint8Array,
  stack: DicomStack,
  segments: readonly Segment[],
): SegFrame[] {
  const area = stack.size[0] * stack.size[1];
  return segments.flatMap(({ index }, s) =>
    stack.frames.flatMap((image, slice) => {
      const mask = labels
        .subarray(slice * area, (slice + 1) * area)
        .map((label) => (label === index ? 1 : 0));
      return mask.includes(1) ? [{ segmentNumber: s + 1, image, position: slice + 1, mask }] : [];
    }),
  );
}

function emptyFrame({ size, frames }: DicomStack): SegFrame {
  return { segmentNumber: 1, image: frames[0], position: 1, mask: new Uint8Array(size[0] * size[1]) };
}

function segAttributes(stack: DicomStack, segments: readonly Segment[], algorithm: string): Attributes {
  const source = stack.frames[0].source.attributes;
  const now = new Date().toISOString();
  const date = now.slice(0, 10).replaceAll('-', '');
  const time = now.slice(11, 19).replaceAll(':', '');
  const inherited = INHERITED.filter((keyword) => source[keyword] !== undefined);
  const images = [...new Set(stack.frames.map(({ source: { attributes } }) => attributes))];
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ...Object.fromEntries(REQUIRED.map((keyword) => [keyword, ''])),
    ...Object.fromEntries(inherited.map((keyword) => [keyword, source[keyword]])),
    SOPClassUID: SEGMENTATION_STORAGE,
    SOPInstanceUID: newUid(),
    SeriesInstanceUID: newUid(),
    SeriesNumber: 900 + (Number(textOf(source, 'SeriesNumber')) % 100 || 0),
    SeriesDescription: 'Few-Shot Segment prediction',
    SeriesDate: date,
    SeriesTime: time,
    ContentDate: date,
    ContentTime: time,
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    Modality: 'SEG',
    Manufacturer: 'Few-Shot Segment',
    ManufacturerModelName: 'few-shot predict',
    DeviceSerialNumber: '1',
    SoftwareVersions: '0.1.0',
    ImageType: ['DERIVED', 'PRIMARY'],
    InstanceNumber: 1,
    ContentLabel: 'PREDICTION',
    ContentDescription: 'Predicted by Few-Shot Segment',
    ContentCreatorName: '',
    LossyImageCompression: textOf(source, 'LossyImageCompression') === '01' ? '01' : '00',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: stack.size[1],
    Columns: stack.size[0],
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    SegmentationType: 'BINARY',
    SegmentsOverlap: 'NO',
    SegmentSequence: segments.map(({ name }, i) => ({
      SegmentNumber: i + 1,
      SegmentLabel: name.slice(0, 64),
      SegmentAlgorithmType: 'AUTOMATIC',
      SegmentAlgorithmName: algorithm.slice(0, 64),
      RecommendedDisplayCIELabValue: COLOURS[i % COLOURS.length],
      SegmentedPropertyCategoryCodeSequence: code('85756007', 'SCT', 'Tissue'),
      SegmentedPropertyTypeCodeSequence: code('85756007', 'SCT', 'Tissue'),
    })),
    ReferencedSeriesSequence: [
      {
        SeriesInstanceUID: textOf(source, 'SeriesInstanceUID'),
        ReferencedInstanceSequence: images.map(reference),
      },
    ],
  };
}

/** Attributes that depend on the frames: dimensions and functional groups. */
function frameAttributes(frames: readonly SegFrame[], stack: DicomStack): Attributes {
  const organisation = newUid();
  const { orientation, spacing } = stack.frames[0];
  const placed = stack.toPatient !== undefined && orientation && spacing;
  const slice = stack.spacing?.[2];
  const dimension = (pointer: number, group: number, label: string) => ({
    DimensionOrganizationUID: organisation,
    DimensionIndexPointer: pointer,
    FunctionalGroupPointer: group,
    DimensionDescriptionLabel: label,
  });
  return {
    NumberOfFrames: frames.length,
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organisation }],
    DimensionIndexSequence: [
      dimension(0x0062000b, 0x0062000a, 'ReferencedSegmentNumber'),
      ...(placed ? [dimension(0x00200032, 0x00209113, 'ImagePositionPatient')] : []),
    ],
    SharedFunctionalGroupsSequence: [
      placed
        ? {
            PlaneOrientationSequence: [
              { ImageOrientationPatient: [...orientation.row, ...orientation.column] },
            ],
            PixelMeasuresSequence: [
              {
                PixelSpacing: [spacing.row, spacing.column],
                SliceThickness: slice,
                SpacingBetweenSlices: slice,
              },
            ],
          }
        : {},
    ],
    PerFrameFunctionalGroupsSequence: frames.map(({ segmentNumber, image, position }) => ({
      FrameContentSequence: [{ DimensionIndexValues: placed ? [segmentNumber, position] : [segmentNumber] }],
      ...(placed ? { PlanePositionSequence: [{ ImagePositionPatient: image.position }] } : {}),
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segmentNumber }],
      DerivationImageSequence: [
        {
          DerivationCodeSequence: code('113076', 'DCM', 'Segmentation'),
          SourceImageSequence: [
            {
              ...reference(image.source.attributes),
              ...(image.source.frames.length > 1 ? { ReferencedFrameNumber: image.frameNumber } : {}),
              PurposeOfReferenceCodeSequence: code(
                '121322',
                'DCM',
                'Source image for image processing operation',
              ),
            },
          ],
        },
      ],
    })),
  };
}

function reference(attributes: Attributes): Attributes {
  return {
    ReferencedSOPClassUID: textOf(attributes, 'SOPClassUID'),
    ReferencedSOPInstanceUID: textOf(attributes, 'SOPInstanceUID'),
  };
}

function code(value: string, scheme: 'DCM' | 'SCT', meaning: string): Attributes[] {
  return [{ CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning }];
}

/** A new UID: 2.25 and a random UUID as a number. */
function newUid(): string {
  return `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
}
