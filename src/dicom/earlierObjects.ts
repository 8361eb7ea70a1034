import { itemsOf, numberOf, textOf, type Attributes } from './Attributes';
import { PRODUCT } from './product';

/** What a new object is: earlier ones of the same kind about the same images are its earlier versions. */
export interface ObjectKind {
  sopClassUID: string;
  /** Undefined for objects without pixels. */
  segmentationType?: string;
}

/**
 * Selects, from a study's objects, those that this program made earlier of the same kind about the same
 * images; the newest is last.
 *
 * @param objects their attributes
 * @param images SOP Instance UIDs
 */
export function earlierObjects(
  objects: readonly Attributes[],
  { sopClassUID, segmentationType = '' }: ObjectKind,
  images: ReadonlySet<string>,
): Attributes[] {
  return objects
    .filter(
      (object) =>
        textOf(object, 'ManufacturerModelName') === PRODUCT.name &&
        textOf(object, 'SOPClassUID') === sopClassUID &&
        textOf(object, 'SegmentationType') === segmentationType &&
        imagesOf(object).some((uid) => images.has(uid)),
    )
    .sort((a, b) => compare(madeAt(a), madeAt(b)) || versionOf(a) - versionOf(b));
}

/** Number of the version in its series, from 1. */
export function versionOf(object: Attributes): number {
  return numberOf(object, 'InstanceNumber') ?? 1;
}

/** The instances that a segmentation, a structure set or a report refers to. */
function imagesOf(object: Attributes): string[] {
  const references = [
    ...itemsOf(object, 'ReferencedSeriesSequence').flatMap((item) =>
      itemsOf(item, 'ReferencedInstanceSequence'),
    ),
    ...itemsOf(object, 'ReferencedFrameOfReferenceSequence')
      .flatMap((item) => itemsOf(item, 'RTReferencedStudySequence'))
      .flatMap((item) => itemsOf(item, 'RTReferencedSeriesSequence'))
      .flatMap((item) => itemsOf(item, 'ContourImageSequence')),
    ...itemsOf(object, 'CurrentRequestedProcedureEvidenceSequence')
      .flatMap((item) => itemsOf(item, 'ReferencedSeriesSequence'))
      .flatMap((item) => itemsOf(item, 'ReferencedSOPSequence')),
  ];
  return references.map((item) => textOf(item, 'ReferencedSOPInstanceUID'));
}

/** DICOM dates and times compare as text. */
const madeAt = (object: Attributes) =>
  textOf(object, 'InstanceCreationDate') + textOf(object, 'InstanceCreationTime');

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
