import type dicomParser from 'dicom-parser';
import { HttpError } from './HttpError';
import { explicitBigEndian, frameBits, frameRanges, locateFrames, pixelElement } from './locateFrames';

/** The frames of an instance as they are sent. */
export interface Frames {
  count: number;
  /** Returns the bytes of one frame; `number` counts from 1. */
  read(number: number): Uint8Array;
}

/**
 * Reads the frames of a DICOM file. Uncompressed ones are returned in little-endian order; frames of a
 * bit-packed segmentation are shifted to begin at a whole byte.
 *
 * @throws HttpError 404 when the instance has no pixel data
 */
export function readFrames(dataset: dicomParser.DataSet): Frames {
  const transferSyntaxUID = dataset.string('x00020010') ?? '';
  const layout = locateFrames(dataset, { transferSyntaxUID });
  const element = pixelElement(dataset);
  if (layout === undefined || element === undefined)
    throw new HttpError(404, 'This instance has no pixel data.');
  const swap =
    transferSyntaxUID === explicitBigEndian && element.vr !== 'OB'
      ? (dataset.uint16('x00280100') ?? 8) / 8
      : 1;
  const pixels = dataset.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const read = (number: number) => {
    const ranges = frameRanges(layout, number);
    if (ranges) return Buffer.concat(ranges.map(({ start, end }) => dataset.byteArray.subarray(start, end)));
    if (layout.place.kind !== 'converted') throw noFrame(number);
    return swapBytes(cutNative(pixels, frameBits(dataset), number), swap);
  };
  return { count: layout.count, read };
}

/** The error for a frame that is not in the file, although its header says so. */
export function noFrame(number: number): HttpError {
  return new HttpError(404, `This instance holds no complete frame ${number}.`);
}

function cutNative(pixels: Uint8Array, bits: number, number: number): Uint8Array {
  const firstBit = bits * (number - 1);
  const length = Math.ceil(bits / 8);
  const start = Math.floor(firstBit / 8);
  const shift = firstBit % 8;
  if (bits === 0 || Math.ceil((firstBit + bits) / 8) > pixels.length) throw noFrame(number);
  if (shift === 0) return pixels.subarray(start, start + length);
  // Bits are packed starting with the least significant one, without gaps between bytes and frames.
  const frame = new Uint8Array(length);
  for (let index = 0; index < length; index++) {
    const next = start + index + 1 < pixels.length ? pixels[start + index + 1] : 0;
    frame[index] = (pixels[start + index] >> shift) | (next << (8 - shift));
  }
  return frame;
}

function swapBytes(bytes: Uint8Array, size: number): Uint8Array {
  if (size === 2) return Buffer.from(bytes).swap16();
  if (size === 4) return Buffer.from(bytes).swap32();
  if (size === 8) return Buffer.from(bytes).swap64();
  return bytes;
}
