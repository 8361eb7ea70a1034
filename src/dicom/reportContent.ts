import { itemOf, itemsOf, numberOf, textOf, type Attributes } from './Attributes';
import { readCode, TISSUE } from './codes';
import {
  codeItem,
  containerItem,
  containerOf,
  imageItem,
  numberItem,
  personItem,
  textItem,
  uidItem,
} from './contentItems';
import { dicomText } from './dicomText';
import { imageReference } from './imageReference';
import { REPORT_CODES as CODES } from './reportCodes';
import type { SegContent, SegImage } from './SegContent';
import { IMPLEMENTATION } from './writePart10';

/**
 * The content tree of a measurement report (PS3.16 TID 1500): one measurement group (TID 1411) for each
 * segment.
 *
 * @param instances one image of each instance that was segmented
 * @param seg attributes of the segmentation that was measured
 * @param volumes of its segments, ml
 */
export function reportContent(
  content: SegContent,
  instances: readonly SegImage[],
  seg: Attributes,
  volumes: readonly number[],
): Attributes {
  return containerOf(
    CODES.report,
    [
      codeItem('HAS CONCEPT MOD', CODES.language, CODES.english),
      ...observers(content),
      codeItem('HAS CONCEPT MOD', CODES.procedure, CODES.imaging),
      // Optional by the template, but OHIF 3.13 fails on a report without it.
      containerItem(CODES.imageLibrary, [
        containerItem(
          CODES.imageLibraryGroup,
          instances.map((image) => imageItem(undefined, imageReference(image))),
        ),
      ]),
      containerItem(
        CODES.measurements,
        itemsOf(seg, 'SegmentSequence').map((segment, i) =>
          measurementGroup(segment, volumes[i], seg, instances[0].seriesInstanceUID),
        ),
      ),
    ],
    '1500',
  );
}

/** Who measured: the reader, if known, and this program. */
function observers({ creator, equipment }: SegContent): Attributes[] {
  const context = 'HAS OBS CONTEXT';
  return [
    ...(creator
      ? [
          codeItem(context, CODES.observerType, CODES.person),
          personItem(context, CODES.personName, dicomText(creator)),
        ]
      : []),
    codeItem(context, CODES.observerType, CODES.device),
    uidItem(context, CODES.deviceUid, IMPLEMENTATION),
    textItem(context, CODES.deviceName, `${equipment.model} ${equipment.version}`),
    textItem(context, CODES.deviceManufacturer, equipment.manufacturer),
    textItem(context, CODES.deviceModel, equipment.model),
  ];
}

function measurementGroup(
  segment: Attributes,
  volume: number,
  seg: Attributes,
  sourceSeries: string,
): Attributes {
  const context = 'HAS OBS CONTEXT';
  const category = readCode(segment, 'SegmentedPropertyCategoryCodeSequence') ?? TISSUE;
  const type = readCode(segment, 'SegmentedPropertyTypeCodeSequence') ?? TISSUE;
  return containerItem(
    CODES.group,
    [
      textItem(context, CODES.trackingId, textOf(segment, 'TrackingID')),
      uidItem(context, CODES.trackingUid, textOf(segment, 'TrackingUID')),
      codeItem('CONTAINS', CODES.findingCategory, category),
      codeItem('CONTAINS', CODES.finding, type),
      imageItem(CODES.referencedSegment, {
        ReferencedSOPClassUID: textOf(seg, 'SOPClassUID'),
        ReferencedSOPInstanceUID: textOf(seg, 'SOPInstanceUID'),
        ReferencedSegmentNumber: numberOf(segment, 'SegmentNumber'),
      }),
      uidItem('CONTAINS', CODES.sourceSeries, sourceSeries),
      numberItem(CODES.volume, volume, CODES.millilitre, [
        codeItem('HAS CONCEPT MOD', CODES.method, CODES.sumOfVoxels),
        ...algorithm(segment),
      ]),
    ],
    '1411',
  );
}

/** The algorithm that made a segment (TID 4019); none if it was drawn by hand, or is not told. */
function algorithm(segment: Attributes): Attributes[] {
  const told = itemOf(segment, 'SegmentationAlgorithmIdentificationSequence');
  if (!told) return [];
  const parameters = textOf(told, 'AlgorithmParameters');
  return [
    textItem('HAS CONCEPT MOD', CODES.algorithmName, textOf(told, 'AlgorithmName')),
    textItem('HAS CONCEPT MOD', CODES.algorithmVersion, textOf(told, 'AlgorithmVersion')),
    ...(parameters ? [textItem('HAS CONCEPT MOD', CODES.algorithmParameters, parameters)] : []),
  ];
}
