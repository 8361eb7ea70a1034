import type { Attributes } from '../Attributes';
import { numberOf, textOf } from '../Attributes';
import { pixelBytes } from '../pixelBytes';
import { sampleReader } from '../sampleReader';
import { DEFLATED_FRAMES, RLE } from '../transferSyntaxes';
import { decodeRle } from './decodeRle';
import { inflateFrame } from './inflateFrame';
import { MaskError } from './MaskError';
import type { SegSamples } from './readSegMask';

/** Implicit and explicit little endian, and deflated, which the parser inflates. */
const PLAIN = ['1.2.840.10008.1.2', '1.2.840.10008.1.2.1', '1.2.840.10008.1.2.1.99'];

/** What is stored of a segmentation's pixels. */
interface StoredSize {
  rows: number;
  columns: number;
  /** Bits of a pixel: 1, 8 or 16. */
  bits: number;
}

/** Decompresses a frame to the bytes of an uncompressed one; undefined when it is damaged. */
type FrameDecoder = (frame: Uint8Array, size: StoredSize) => Promise<Uint8Array | undefined>;

const DECODERS: Record<string, FrameDecoder> = {
  [RLE]: async (frame, { rows, columns, bits }) => decodeRle(frame, bits / 8, rows * columns),
  // Bits of a frame begin with a byte of their own.
  [DEFLATED_FRAMES]: (frame, { rows, columns, bits }) =>
    inflateFrame(frame, Math.ceil((rows * columns * bits) / 8)),
};

/**
 * Reads the pixels of a parsed segmentation that is stored uncompressed, with RLE or with deflated frames.
 *
 * @throws MaskError when it is compressed otherwise, or its pixel data is not complete
 */
export async function storedSamples(attributes: Attributes): Promise<SegSamples> {
  const syntax = textOf(attributes, 'TransferSyntaxUID') || PLAIN[0];
  const bits = numberOf(attributes, 'BitsAllocated') ?? 1;
  if (![1, 8, 16].includes(bits)) throw new MaskError('unknown', `${bits} bits a pixel cannot be read`);
  const [rows, columns] = [numberOf(attributes, 'Rows') ?? 0, numberOf(attributes, 'Columns') ?? 0];
  const area = rows * columns;
  const count = numberOf(attributes, 'NumberOfFrames') ?? 1;
  if (PLAIN.includes(syntax)) {
    const data = pixelBytes(attributes);
    if (data.byteLength * 8 < count * area * bits) {
      throw new MaskError('damaged', 'its pixel data is too short');
    }
    const read = sampleReader(data, bits, attributes);
    return (frame, pixel) => read(frame * area + pixel);
  }
  const decode = DECODERS[syntax] as FrameDecoder | undefined;
  if (!decode) throw new MaskError('compressed', `its transfer syntax ${syntax} cannot be decoded here`);
  if (syntax === RLE && bits === 1) throw new MaskError('unknown', 'RLE of single bits cannot be read');
  const frames = framesOf(attributes);
  if (frames.length !== count) {
    throw new MaskError('damaged', `its compressed pixel data holds ${frames.length} of ${count} frames`);
  }
  const readers: ReturnType<typeof sampleReader>[] = [];
  for (const [i, frame] of frames.entries()) {
    const data = await decode(frame, { rows, columns, bits });
    if (!data) throw new MaskError('damaged', `its compressed frame ${i + 1} is not complete`);
    readers.push(sampleReader(data, bits, attributes));
  }
  return (frame, pixel) => readers[frame](pixel);
}

/** The compressed frames, as the parser gives them. */
function framesOf({ PixelData: stored }: Attributes): Uint8Array[] {
  const frames: unknown[] = Array.isArray(stored) ? stored : [stored];
  return frames.flatMap((frame) => (frame instanceof ArrayBuffer ? [new Uint8Array(frame)] : []));
}
