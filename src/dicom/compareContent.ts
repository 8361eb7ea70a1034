import { itemOf, itemsOf, numberOf, numbersOf, textOf, type Attributes } from './Attributes';
import { readCode } from './codes';

/** Uncompressed transfer syntaxes: an archive may convert one into another. */
const PLAIN = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2'];

/**
 * Compares the masks, contours or measurements of two objects.
 *
 * @returns how what the archive returns differs from ours, worded as the end of a sentence; empty when they
 *   agree
 */
export function contentDifference(ours: Attributes, theirs: Attributes): string {
  for (const keyword of ['NumberOfFrames', 'Rows', 'Columns']) {
    const [is, was] = [numberOf(theirs, keyword), numberOf(ours, keyword)];
    if (is !== was) return `what it returns has ${keyword} ${is ?? '(none)'} instead of ${was}`;
  }
  const syntax = textOf(theirs, 'TransferSyntaxUID');
  if (!PLAIN.includes(syntax)) return `it returns them compressed (${syntax}), so they could not be compared`;
  const references = (seg: Attributes) =>
    JSON.stringify(itemsOf(seg, 'PerFrameFunctionalGroupsSequence').map(frameOf));
  if (references(theirs) !== references(ours)) return 'the masks that it returns are on other images';
  if (!sameBytes(pixelsOf(ours), pixelsOf(theirs))) return 'the masks that it returns have other pixels';
  const contours = (object: Attributes) =>
    JSON.stringify(itemsOf(object, 'ROIContourSequence').map(contoursOf));
  if (contours(theirs) !== contours(ours)) return 'the contours that it returns are others';
  const report = (object: Attributes) => JSON.stringify(itemsOf(object, 'ContentSequence').map(statementOf));
  if (report(theirs) !== report(ours)) return 'the report that it returns says something else';
  return '';
}

/**
 * Whether two objects say the same about the same images: masks or contours, names, codes and colours, and
 * which masks were drawn, accepted or corrected. Identity, dates and the model may differ.
 */
export function sameContent(a: Attributes, b: Attributes): boolean {
  return contentDifference(a, b) === '' && JSON.stringify(wordsOf(a)) === JSON.stringify(wordsOf(b));
}

/** What an object says about its segments and frames in words. */
function wordsOf(object: Attributes): unknown[] {
  return [
    itemsOf(object, 'SegmentSequence').map((segment) => [
      textOf(segment, 'SegmentLabel'),
      readCode(segment, 'SegmentedPropertyCategoryCodeSequence'),
      readCode(segment, 'SegmentedPropertyTypeCodeSequence'),
      textOf(segment, 'SegmentAlgorithmType'),
      numbersOf(segment, 'RecommendedDisplayCIELabValue'),
    ]),
    itemsOf(object, 'PerFrameFunctionalGroupsSequence').map((groups) =>
      textOf(itemOf(groups, 'FrameContentSequence'), 'FrameLabel'),
    ),
    itemsOf(object, 'StructureSetROISequence').map((region) => [
      textOf(region, 'ROIName'),
      textOf(region, 'ROIGenerationAlgorithm'),
    ]),
    itemsOf(object, 'ROIContourSequence').map((region) => numbersOf(region, 'ROIDisplayColor')),
    itemsOf(object, 'RTROIObservationsSequence').map((region) =>
      readCode(region, 'RTROIIdentificationCodeSequence'),
    ),
  ];
}

/** The attributes that identify a frame's segment and image. */
function frameOf(groups: Attributes): unknown[] {
  const source = itemsOf(groups, 'DerivationImageSequence').flatMap((item) =>
    itemsOf(item, 'SourceImageSequence'),
  );
  return [
    itemsOf(groups, 'SegmentIdentificationSequence').map((item) => numberOf(item, 'ReferencedSegmentNumber')),
    source.map((item) => [textOf(item, 'ReferencedSOPInstanceUID'), numberOf(item, 'ReferencedFrameNumber')]),
  ];
}

/** The contours of a region of a structure set. */
function contoursOf(region: Attributes): unknown[] {
  return itemsOf(region, 'ContourSequence').map((contour) => numbersOf(contour, 'ContourData'));
}

/** What a content item of a report says, and what it holds. */
function statementOf(item: Attributes): unknown[] {
  const measured = itemOf(item, 'MeasuredValueSequence');
  return [
    readCode(item, 'ConceptNameCodeSequence'),
    readCode(item, 'ConceptCodeSequence'),
    textOf(item, 'TextValue'),
    textOf(item, 'UID'),
    measured && [numberOf(measured, 'NumericValue'), readCode(measured, 'MeasurementUnitsCodeSequence')],
    itemsOf(item, 'ReferencedSOPSequence').map((reference) => [
      textOf(reference, 'ReferencedSOPInstanceUID'),
      numberOf(reference, 'ReferencedSegmentNumber'),
    ]),
    itemsOf(item, 'ContentSequence').map(statementOf),
  ];
}

function pixelsOf({ PixelData: value }: Attributes): Uint8Array {
  const data: unknown = Array.isArray(value) ? value[0] : value;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0);
}

/** Compares bytes, ignoring padding to an even length. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a];
  return longer.every((byte, i) => byte === (shorter[i] ?? 0));
}
