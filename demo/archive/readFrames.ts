import dicomParser from 'dicom-parser';
import { HttpError } from './HttpError';
import { parseElements } from './parseInstance';

/** The frames of an instance as stored, in its transfer syntax. */
export interface Frames {
  transferSyntaxUID: string;
  count: number;
  /** Returns the bytes of one frame; `number` counts from 1. */
  read(number: number): Uint8Array;
}

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const explicitBigEndian = '1.2.840.10008.1.2.2';
/** Transfer syntaxes with identical uncompressed pixel bytes, which are returned under the default one. */
const native = new Set([
  '1.2.840.10008.1.2',
  explicitLittleEndian,
  explicitBigEndian,
  '1.2.840.10008.1.2.1.99',
]);

/**
 * Finds the frames in a DICOM file. Uncompressed ones are returned in little-endian order; frames of a
 * bit-packed segmentation are shifted to begin at a whole byte.
 *
 * @throws HttpError 404 when the instance has no pixel data
 */
export function readFrames(bytes: Uint8Array): Frames {
  const dataset = parseElements(bytes);
  const element = dataset.elements.x7fe00010 ?? dataset.elements.x7fe00008 ?? dataset.elements.x7fe00009;
  if (element === undefined || element.length === 0)
    throw new HttpError(404, 'This instance has no pixel data.');
  const stored = dataset.string('x00020010') ?? '';
  const count = Math.max(1, dataset.intString('x00280008') ?? 1);
  if (element.encapsulatedPixelData) {
    return {
      transferSyntaxUID: stored,
      count,
      read: (number) => readEncapsulated(dataset, element, number, count),
    };
  }
  if (!native.has(stored)) throw new HttpError(500, 'The pixel data of this instance is damaged.');
  const swap =
    stored === explicitBigEndian && element.vr !== 'OB' ? (dataset.uint16('x00280100') ?? 8) / 8 : 1;
  const pixels = dataset.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  return {
    transferSyntaxUID: explicitLittleEndian,
    count,
    read: (number) => swapBytes(cutNative(pixels, frameBits(dataset), number), swap),
  };
}

function frameBits(dataset: dicomParser.DataSet): number {
  const samples = dataset.uint16('x00280002') ?? 1;
  const rows = dataset.uint16('x00280010') ?? 0;
  const columns = dataset.uint16('x00280011') ?? 0;
  const allocated = dataset.uint16('x00280100') ?? 16;
  const halved = (dataset.string('x00280004') ?? '').startsWith('YBR_FULL_422') || false;
  return rows * columns * (halved ? 2 : samples) * allocated;
}

function cutNative(pixels: Uint8Array, bits: number, number: number): Uint8Array {
  const firstBit = bits * (number - 1);
  const length = Math.ceil(bits / 8);
  const start = Math.floor(firstBit / 8);
  const shift = firstBit % 8;
  if (bits === 0 || Math.ceil((firstBit + bits) / 8) > pixels.length) {
    throw new HttpError(404, `This instance holds no complete frame ${number}.`);
  }
  if (shift === 0) return pixels.subarray(start, start + length);
  // Bits are packed starting with the least significant one, without gaps between bytes and frames.
  const frame = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const next = start + index + 1 < pixels.length ? pixels[start + index + 1] : 0;
    frame[index] = (pixels[start + index] >> shift) | (next << (8 - shift));
  }
  return frame;
}

function readEncapsulated(
  dataset: dicomParser.DataSet,
  element: dicomParser.Element,
  number: number,
  count: number,
): Uint8Array {
  const fragments = element.fragments ?? [];
  const offsets = element.basicOffsetTable ?? [];
  if (offsets.length > 0) return dicomParser.readEncapsulatedImageFrame(dataset, element, number - 1);
  if (count === 1) {
    return dicomParser.readEncapsulatedPixelDataFromFragments(dataset, element, 0, fragments.length);
  }
  if (fragments.length === count) {
    return dicomParser.readEncapsulatedPixelDataFromFragments(dataset, element, number - 1, 1);
  }
  const table = dicomParser.createJPEGBasicOffsetTable(dataset, element);
  return dicomParser.readEncapsulatedImageFrame(dataset, element, number - 1, table);
}

function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  if (size === 2) return Buffer.from(bytes).swap16();
  if (size === 4) return Buffer.from(bytes).swap32();
  if (size === 8) return Buffer.from(bytes).swap64();
  return bytes;
}
