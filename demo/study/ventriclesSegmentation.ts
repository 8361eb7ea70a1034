import { brainStudyAttributes, mrImageStorage } from './brainAttributes';
import { brainImages, brainSeries, cutPlane, type BrainImage } from './brainSeries';
import { deterministicUid } from './deterministicUid';
import { packBits } from './packBits';
import type { Volume } from './Volume';
import { writeDicomFile } from './writeDicomFile';

/** Instance numbers of the axial images with an example mask: evenly spread from the ventricles' bodies to the atria. */
export const exampleInstanceNumbers = [32, 35, 38, 41];

export const ventriclesSeries = {
  uid: deterministicUid('Ventricles, example masks'),
  number: 10,
  description: 'Ventricles, example masks',
  segmentLabel: 'Lateral ventricles',
};

const segmentationStorage = '1.2.840.10008.5.1.4.1.1.66.4';
const code = (value: string, scheme: 'DCM' | 'SCT', meaning: string) => [
  { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning },
];

/** The example masks as a binary DICOM segmentation of the axial series. */
export function ventriclesSegmentation(t1: Volume, ventricles: Uint8Array): Uint8Array {
  const [axial] = brainSeries;
  const images = brainImages(t1, axial).filter(({ instanceNumber }) =>
    exampleInstanceNumbers.includes(instanceNumber),
  );
  const maskVolume = { ...t1, values: Int16Array.from(ventricles) };
  const frames = images.map((image) => Uint8Array.from(cutPlane(maskVolume, image)));
  return writeDicomFile({ ...attributesOf(images), PixelData: packBits(frames).buffer }, 'OB');
}

function attributesOf(images: BrainImage[]): Record<string, unknown> {
  const [first] = images;
  const dimensions = deterministicUid('Ventricles, example masks: dimensions');
  return {
    ...brainStudyAttributes,
    SOPClassUID: segmentationStorage,
    SOPInstanceUID: deterministicUid('Ventricles, example masks: instance'),
    SeriesInstanceUID: ventriclesSeries.uid,
    SeriesNumber: ventriclesSeries.number,
    SeriesDescription: ventriclesSeries.description,
    SeriesDate: '20240102',
    SeriesTime: '091000',
    ContentDate: '20240102',
    ContentTime: '091000',
    Modality: 'SEG',
    Manufacturer: 'Few-Shot Segment demo',
    ManufacturerModelName: 'Demo study',
    DeviceSerialNumber: '1',
    SoftwareVersions: '1',
    ImageType: ['DERIVED', 'PRIMARY'],
    InstanceNumber: 1,
    ContentLabel: 'VENTRICLES',
    ContentDescription: 'Lateral ventricles on four axial images',
    ContentCreatorName: '',
    LossyImageCompression: '00',
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    NumberOfFrames: images.length,
    Rows: first.rows,
    Columns: first.columns,
    BitsAllocated: 1,
    BitsStored: 1,
    HighBit: 0,
    PixelRepresentation: 0,
    SegmentationType: 'BINARY',
    SegmentSequence: [
      {
        SegmentNumber: 1,
        SegmentLabel: ventriclesSeries.segmentLabel,
        SegmentAlgorithmType: 'SEMIAUTOMATIC',
        SegmentAlgorithmName: 'Threshold near the caudate nuclei',
        RecommendedDisplayCIELabValue: [43803, 26565, 37722],
        SegmentedPropertyCategoryCodeSequence: code('123037004', 'SCT', 'Anatomical Structure'),
        SegmentedPropertyTypeCodeSequence: code('66720007', 'SCT', 'Lateral Ventricle'),
      },
    ],
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: dimensions }],
    DimensionIndexSequence: [
      dimension(dimensions, 0x0062000b, 0x0062000a, 'Referenced Segment Number'),
      dimension(dimensions, 0x00200032, 0x00209113, 'Image Position (Patient)'),
    ],
    ReferencedSeriesSequence: [
      { SeriesInstanceUID: first.series.uid, ReferencedInstanceSequence: images.map(referenceTo) },
    ],
    SharedFunctionalGroupsSequence: [
      {
        PlaneOrientationSequence: [{ ImageOrientationPatient: first.orientation }],
        PixelMeasuresSequence: [
          {
            SliceThickness: first.sliceDistance / 2,
            SpacingBetweenSlices: first.sliceDistance,
            PixelSpacing: first.spacing,
          },
        ],
        SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }],
      },
    ],
    PerFrameFunctionalGroupsSequence: images.map((image, index) => ({
      FrameContentSequence: [{ DimensionIndexValues: [1, index + 1] }],
      PlanePositionSequence: [{ ImagePositionPatient: image.position }],
      DerivationImageSequence: [
        {
          DerivationCodeSequence: code('113076', 'DCM', 'Segmentation'),
          SourceImageSequence: [
            {
              ...referenceTo(image),
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

function referenceTo(image: BrainImage) {
  return { ReferencedSOPClassUID: mrImageStorage, ReferencedSOPInstanceUID: image.uid };
}

function dimension(organization: string, pointer: number, group: number, label: string) {
  return {
    DimensionOrganizationUID: organization,
    DimensionIndexPointer: pointer,
    FunctionalGroupPointer: group,
    DimensionDescriptionLabel: label,
  };
}
