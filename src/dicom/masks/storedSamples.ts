import type { Attributes } from '../Attributes';
import { numberOf, textOf } from '../Attributes';
import { pixelBytes } from '../pixelBytes';
import dcmjs from '../quietDcmjs';
import { sampleReader } from '../sampleReader';
import { MaskError } from './MaskError';
import type { SegSamples } from './readSegMask';

const RLE = '1.2.840.10008.1.2.5';
/** Implicit and explicit little endian, and deflated, which the parser inflates. */
const PLAIN = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99'];

/**
 * Reads the pixels of a parsed segmentation that is stored uncompressed or with RLE.
 *
 * @throws MaskError when it is compressed otherwise, or its pixel data is not complete
 */
export function storedSamples(attributes: Attributes): SegSamples {
  const syntax = textOf(attributes, 'TransferSyntaxUID') || PLAIN[0];
  const bits = numberOf(attributes, 'BitsAllocated') ?? 1;
  if (![1, 8, 16].includes(bits)) throw new MaskError('unknown', `${bits} bits a pixel cannot be read`);
  const area = (numberOf(attributes, 'Rows') ?? 0) * (numberOf(attributes, 'Columns') ?? 0);
  const count = numberOf(attributes, 'NumberOfFrames') ?? 1;
  if (syntax !== RLE && !PLAIN.includes(syntax)) {
    throw new MaskError('compressed', `its transfer syntax ${syntax} cannot be decoded here`);
  }
  const data = syntax === RLE ? decodeRle(attributes, count) : pixelBytes(attributes);
  if (data.byteLength * 8 < count * area * bits)
    throw new MaskError('damaged', 'its pixel data is too short');
  const read = sampleReader(data, bits, attributes);
  return (frame, pixel) => read(frame * area + pixel);
}

function decodeRle(attributes: Attributes, count: number): Uint8Array {
  const stored: unknown = attributes.PixelData;
  const frames = (Array.isArray(stored) ? stored : [stored]).filter(
    (frame): frame is ArrayBuffer => frame instanceof ArrayBuffer && frame.byteLength > 64,
  );
  if (frames.length !== count) {
    throw new MaskError('damaged', `its compressed pixel data holds ${frames.length} of ${count} frames`);
  }
  // The decoder reads the only kind that it knows, and leaves others black.
  const isOfBytes = frames.every((frame) => new Uint32Array(frame, 0, 2).join() === '1,64');
  if (!isOfBytes || numberOf(attributes, 'BitsAllocated') !== 8) {
    throw new MaskError('compressed', 'its pixels of more than 8 bits are compressed');
  }
  const { decode } = dcmjs.utilities.compression;
  return decode(frames, numberOf(attributes, 'Rows') ?? 0, numberOf(attributes, 'Columns') ?? 0);
}
