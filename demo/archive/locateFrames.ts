import dicomParser from 'dicom-parser';

/** A part of a file, in bytes; `end` is exclusive. */
export interface Range {
  start: number;
  end: number;
}

/** Where the frames of an instance are in its file. */
export interface FrameLayout {
  /** The transfer syntax in which the frames are sent. */
  transferSyntaxUID: string;
  /** Number of frames that the header states. */
  count: number;
  /**
   * `native`: frames of equal size one after another. `fragments`: frame n consists of the fragments from
   * `first[n - 1]` to `first[n]`. `converted`: frames are not sent as they are stored.
   */
  place:
    | { kind: 'native'; pixels: Range; frameBytes: number }
    | { kind: 'fragments'; fragments: Range[]; first: number[] }
    | { kind: 'converted' };
}

export const deflated = '1.2.840.10008.1.2.1.99';
const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const explicitBigEndian = '1.2.840.10008.1.2.2';
/** Transfer syntaxes with identical uncompressed pixel bytes, which are returned under the default one. */
const native = new Set(['1.2.840.10008.1.2', explicitLittleEndian, explicitBigEndian, deflated]);

/** The pixel data of an instance; undefined if it has none. */
export function pixelElement({ elements }: dicomParser.DataSet): dicomParser.Element | undefined {
  const element = elements.x7fe00010 ?? elements.x7fe00008 ?? elements.x7fe00009;
  return element === undefined || element.length === 0 ? undefined : element;
}

/** Bits of one uncompressed frame. */
export function frameBits(dataset: dicomParser.DataSet): number {
  const samples = dataset.uint16('x00280002') ?? 1;
  const rows = dataset.uint16('x00280010') ?? 0;
  const columns = dataset.uint16('x00280011') ?? 0;
  const allocated = dataset.uint16('x00280100') ?? 16;
  const halved = (dataset.string('x00280004') ?? '').startsWith('YBR_FULL_422');
  return rows * columns * (halved ? 2 : samples) * allocated;
}

/**
 * Finds the frames of an instance.
 *
 * @param stored its own transfer syntax
 * @returns undefined if it has no pixel data, or none that its transfer syntax allows
 */
export function locateFrames(
  dataset: dicomParser.DataSet,
  { transferSyntaxUID: stored }: { transferSyntaxUID: string },
): FrameLayout | undefined {
  const element = pixelElement(dataset);
  if (element === undefined) return undefined;
  const count = Math.max(1, dataset.intString('x00280008') ?? 1);
  if (element.encapsulatedPixelData) {
    return { transferSyntaxUID: stored, count, place: locateFragments(dataset, element, count) };
  }
  if (!native.has(stored)) return undefined;
  const bits = frameBits(dataset);
  const isSwapped = stored === explicitBigEndian && element.vr !== 'OB';
  const isConverted = stored === deflated || isSwapped || bits % 8 !== 0 || bits === 0;
  const pixels = { start: element.dataOffset, end: element.dataOffset + element.length };
  return {
    transferSyntaxUID: explicitLittleEndian,
    count,
    place: isConverted ? { kind: 'converted' } : { kind: 'native', pixels, frameBytes: bits / 8 },
  };
}

function locateFragments(
  dataset: dicomParser.DataSet,
  element: dicomParser.Element,
  count: number,
): FrameLayout['place'] {
  const fragments = element.fragments ?? [];
  return {
    kind: 'fragments',
    fragments: fragments.map(({ position, length }) => ({ start: position, end: position + length })),
    first: [...firstFragments(dataset, element, count), fragments.length],
  };
}

/** The index of the first fragment of each frame. */
function firstFragments(dataset: dicomParser.DataSet, element: dicomParser.Element, count: number): number[] {
  const fragments = element.fragments ?? [];
  if (count === 1) return [0];
  let offsets = element.basicOffsetTable ?? [];
  if (offsets.length === 0) {
    if (fragments.length === count) return fragments.map((_, index) => index);
    offsets = dicomParser.createJPEGBasicOffsetTable(dataset, element);
  }
  const indices = new Map(fragments.map(({ offset }, index) => [offset, index]));
  const first = offsets.map((offset) => indices.get(offset));
  // A table that does not fit its fragments is no use: the frames before the first misfit are right.
  const misfit = first.findIndex((index, frame) => index === undefined || index < (first[frame - 1] ?? 0));
  return (misfit < 0 ? first : first.slice(0, misfit)) as number[];
}

/**
 * The parts of the file that make up a frame.
 *
 * @param number counts from 1
 * @returns undefined if the frame is not there, or not stored as it is sent
 */
export function frameRanges({ place }: FrameLayout, number: number): Range[] | undefined {
  if (place.kind === 'native') {
    const start = place.pixels.start + (number - 1) * place.frameBytes;
    const end = start + place.frameBytes;
    return end <= place.pixels.end ? [{ start, end }] : undefined;
  }
  if (place.kind === 'converted' || number >= place.first.length) return undefined;
  const ranges = place.fragments.slice(place.first[number - 1], place.first[number]);
  return ranges.length > 0 ? ranges : undefined;
}
