import { itemsOf, numberOf, numbersOf, textOf, type Attributes } from './Attributes';
import { readPart10 } from './readPart10';

/** Uncompressed transfer syntaxes: an archive may convert one into another. */
const PLAIN = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99', '1.2.840.10008.1.2.2'];

/**
 * Compares an object with masks or contours that was sent to an archive with what the archive returns.
 * Archives may change patient and study attributes, but must not change the identity or the masks.
 *
 * @returns the difference, worded as the end of a sentence; empty when they agree
 */
export function compareStored(sent: ArrayBuffer, received: ArrayBuffer): string {
  const ours = readPart10(sent);
  let theirs: Attributes;
  try {
    theirs = readPart10(received);
  } catch {
    return 'what it returns is not a DICOM object';
  }
  if (textOf(theirs, 'SOPInstanceUID') !== textOf(ours, 'SOPInstanceUID')) return 'it returns another object';
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
  return '';
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
