import type { Attributes } from './Attributes';
import { codeSequence, SEGMENTATION, SOURCE_IMAGE } from './codes';
import { frameReference } from './imageReference';
import type { SegImage } from './SegContent';
import type { SegFrame } from './SegFrame';
import { sameOrientation, stackDistances } from './stackImages';

/** Tags of the dimensions that order the frames, and of the functional groups that contain them. */
const DIMENSIONS = {
  segment: [0x0062000b, 0x0062000a, 'Referenced Segment Number'],
  position: [0x00200032, 0x00209113, 'Image Position (Patient)'],
  inStack: [0x00209057, 0x00209111, 'In-Stack Position Number'],
} as const;

/**
 * The attributes of a segmentation that describe its frames: dimensions and functional groups. Each frame
 * references its source image and has that image's position, regardless of the order in the series.
 *
 * @param stacks the images as passed to `selectFrames`
 * @param organisation UID of the dimension organisation
 */
export function frameGroups(
  frames: readonly SegFrame[],
  stacks: readonly (readonly SegImage[])[],
  organisation: string,
): Attributes {
  const order = stacks.flat();
  const used = order.filter((candidate) => frames.some(({ image }) => image === candidate));
  const placed = used.every(({ geometry }) => geometry !== undefined);
  // Frames need distinct dimension values. Positions provide them, unless images share one (crossing scouts,
  // phases).
  const positions = new Set(used.map(({ geometry }) => geometry?.origin.join(' ')));
  const byPosition = placed && positions.size === used.length;
  const dimension = ([pointer, group, label]: (typeof DIMENSIONS)[keyof typeof DIMENSIONS]) => ({
    DimensionOrganizationUID: organisation,
    DimensionIndexPointer: pointer,
    FunctionalGroupPointer: group,
    DimensionDescriptionLabel: label,
  });
  const oneOrientation = used.every((image) => sameOrientation(image, used[0]));
  const measures = new Map(used.map((image) => [image, pixelMeasures(image, stackOf(image, stacks))]));
  const oneMeasure = new Set([...measures.values()].map((measure) => JSON.stringify(measure))).size === 1;
  return {
    NumberOfFrames: frames.length,
    DimensionOrganizationSequence: [{ DimensionOrganizationUID: organisation }],
    DimensionIndexSequence: [
      ...(frames[0].segmentNumber > 0 ? [dimension(DIMENSIONS.segment)] : []),
      dimension(byPosition ? DIMENSIONS.position : DIMENSIONS.inStack),
    ],
    SharedFunctionalGroupsSequence: [
      {
        ...(oneOrientation ? planeOrientation(used[0]) : {}),
        ...(oneMeasure ? measures.get(used[0]) : {}),
      },
    ],
    PerFrameFunctionalGroupsSequence: frames.map(({ segmentNumber, image }) => {
      const rank = used.indexOf(image) + 1;
      return {
        FrameContentSequence: [
          {
            ...(byPosition ? {} : { StackID: '1', InStackPositionNumber: rank }),
            DimensionIndexValues: segmentNumber > 0 ? [segmentNumber, rank] : [rank],
            ...(image.origin ? { FrameLabel: image.origin } : {}),
          },
        ],
        ...(image.geometry
          ? { PlanePositionSequence: [{ ImagePositionPatient: image.geometry.origin }] }
          : {}),
        ...(oneOrientation ? {} : planeOrientation(image)),
        ...(oneMeasure ? {} : measures.get(image)),
        ...(segmentNumber > 0
          ? { SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segmentNumber }] }
          : {}),
        DerivationImageSequence: [
          {
            DerivationCodeSequence: codeSequence(SEGMENTATION),
            SourceImageSequence: [
              {
                ...frameReference(image),
                PurposeOfReferenceCodeSequence: codeSequence(SOURCE_IMAGE),
              },
            ],
          },
        ],
      };
    }),
  };
}

function stackOf(image: SegImage, stacks: readonly (readonly SegImage[])[]): readonly SegImage[] {
  return stacks.find((stack) => stack.includes(image)) ?? [image];
}

function planeOrientation({ geometry }: SegImage): Attributes {
  // Viewers assume this orientation for images that have none, and some fail on a segmentation without one.
  // Without a position and a frame of reference, it makes no statement about the patient.
  const { rowCosines, columnCosines } = geometry ?? { rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] };
  return { PlaneOrientationSequence: [{ ImageOrientationPatient: [...rowCosines, ...columnCosines] }] };
}

/** Spacing within the image and, if it is even, between the images. */
function pixelMeasures(image: SegImage, stack: readonly SegImage[]): Attributes {
  const { geometry, sliceThickness } = image;
  const spacing = geometry ? { row: geometry.rowSpacing, column: geometry.columnSpacing } : image.spacing;
  if (!spacing) return {};
  const { even, smallest } = stackDistances(stack);
  return {
    PixelMeasuresSequence: [
      {
        PixelSpacing: [spacing.row, spacing.column],
        // Required even if the images have none: defaults to the distance between images, or to the width of
        // a pixel.
        SliceThickness: sliceThickness ?? smallest ?? spacing.column,
        ...(even === undefined ? {} : { SpacingBetweenSlices: even }),
      },
    ],
  };
}
