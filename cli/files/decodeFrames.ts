import type { Channels } from '../../src/data/Channels';
import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import type { DecompressedFrame } from '../../src/dicom/decompressFrame';
import { canDecompress, decompressFrame } from '../../src/dicom/decompressFrame';
import { pixelBytes } from '../../src/dicom/pixelBytes';
import { sampleReader } from '../../src/dicom/sampleReader';
import { InputError } from '../InputError';
import { inflateFrames } from './inflateFrames';
import { readEncapsulated } from './readEncapsulated';
import { readPalette } from './readPalette';
import { storedLength } from './storedLength';
import { toRgb } from '../../src/dicom/toRgb';
import { DEFLATED_FRAMES } from '../../src/dicom/transferSyntaxes';

const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
const TO_RGB = 'Convert it to RGB or grey.';
const PLAIN = [IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED];

/**
 * Photometric interpretations with three samples per pixel, or with chroma shared between neighbouring
 * pixels.
 */
const COLOUR = ['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_RCT', 'YBR_ICT'];
/** The frames of a file. */
export interface DecodedFrames {
  /** 1 for grey values, 3 for red, green and blue. */
  channels: Channels;
  /** Values of each frame before rescale, row by row, channels interleaved. */
  frames: Float32Array[];
}

/**
 * Decodes the stored values of each frame; all kinds of colour are converted to RGB.
 *
 * @throws InputError that names the file when its pixels cannot be decoded
 */
export async function decodeFrames(
  file: string,
  bytes: Uint8Array,
  attributes: Attributes,
): Promise<DecodedFrames> {
  const fail = (why: string, todo = 'Convert it with, say, "gdcmconv --raw".'): never => {
    throw new InputError(`${file}: ${why}. ${todo}`);
  };
  const syntax = textOf(attributes, 'TransferSyntaxUID') || IMPLICIT_LITTLE;
  const compressed = canDecompress(syntax) || syntax === DEFLATED_FRAMES;
  if (!compressed && !PLAIN.includes(syntax)) {
    return fail(`its transfer syntax ${syntax} cannot be decoded here`);
  }
  const stated = textOf(attributes, 'PhotometricInterpretation') || 'MONOCHROME2';
  const samples = numberOf(attributes, 'SamplesPerPixel') ?? 1;
  if (samples === 3 ? !COLOUR.includes(stated) : samples !== 1 || COLOUR.includes(stated)) {
    const plural = samples === 1 ? '' : 's';
    return fail(
      `images of the kind ${stated} with ${samples} sample${plural} a pixel cannot be read`,
      TO_RGB,
    );
  }
  const palette = stated === 'PALETTE COLOR' ? readPalette(attributes) : undefined;
  if (stated === 'PALETTE COLOR' && !palette)
    return fail('its palette is missing, cut off or segmented', TO_RGB);
  const columns = numberOf(attributes, 'Columns') ?? 0;
  const rows = numberOf(attributes, 'Rows') ?? 0;
  const area = rows * columns;
  const count = numberOf(attributes, 'NumberOfFrames') ?? 1;
  const bits = numberOf(attributes, 'BitsAllocated') ?? 16;
  if (![1, 8, 16, 32].includes(bits)) return fail(`${bits} bits a pixel cannot be read`);
  const { data, allocated, kind, planar } = compressed
    ? await decompress(file, readEncapsulated(file, bytes, { frames: count, columns, rows }), attributes)
    : {
        data: plainPixels(bytes, attributes),
        allocated: bits,
        kind: stated,
        planar: numberOf(attributes, 'PlanarConfiguration') === 1,
      };
  const ybr = kind.startsWith('YBR_FULL');
  if (ybr && allocated !== 8) return fail(`${kind} images of ${allocated} bits cannot be read`, TO_RGB);
  // Some writers keep this label although they store chroma for every pixel.
  const subsampled = kind === 'YBR_FULL_422' && !compressed && data.byteLength < count * area * samples;
  if (subsampled && columns % 2 === 1) {
    return fail(`two pixels share their chroma, but its ${columns} columns are an odd number`, TO_RGB);
  }
  const length = area * (subsampled ? 2 : samples);
  // Where each frame is compressed, its bits begin with a byte of their own.
  const stride = compressed && allocated === 1 ? 8 * Math.ceil(length / 8) : length;
  if (data.byteLength * 8 < count * stride * allocated) {
    return fail('its pixel data is too short', 'Copy or export it again.');
  }
  const read = sampleReader(data, allocated, attributes);
  /** The index of a pixel's sample in its frame. */
  const place = subsampled
    ? // Two neighbouring pixels are stored as Y1 Y2 Cb Cr.
      (pixel: number, sample: number) => 4 * Math.floor(pixel / 2) + (sample === 0 ? pixel % 2 : sample + 1)
    : planar
      ? (pixel: number, sample: number) => sample * area + pixel
      : (pixel: number, sample: number) => samples * pixel + sample;
  const colourOf = (first: number, pixel: number): readonly number[] => {
    const at = (sample: number) => read(first + place(pixel, sample));
    if (palette) return palette(at(0));
    return ybr ? toRgb(at(0), at(1), at(2)) : [at(0), at(1), at(2)];
  };
  const channels = samples === 3 || palette ? 3 : 1;
  const frames = Array.from({ length: count }, (_, frame) => {
    const first = frame * stride;
    if (channels === 1) return Float32Array.from({ length: area }, (_, i) => read(first + i));
    const rgb = new Float32Array(3 * area);
    for (let pixel = 0; pixel < area; pixel++) rgb.set(colourOf(first, pixel), 3 * pixel);
    return rgb;
  });
  return { channels, frames };
}

/** The uncompressed pixel data, as far as the file holds it. */
function plainPixels(bytes: Uint8Array, attributes: Attributes): Uint8Array {
  const data = pixelBytes(attributes);
  return data.subarray(0, storedLength(bytes, data.byteLength));
}

/** Decompresses frames to one block, as if they were stored uncompressed. */
async function decompress(
  file: string,
  frames: readonly Uint8Array[],
  attributes: Attributes,
): Promise<{ data: Uint8Array; allocated: number; kind: string; planar: boolean }> {
  const bitsAllocated = numberOf(attributes, 'BitsAllocated') ?? 16;
  try {
    if (textOf(attributes, 'TransferSyntaxUID') === DEFLATED_FRAMES) {
      return {
        data: inflateFrames(frames, attributes),
        allocated: bitsAllocated,
        kind: textOf(attributes, 'PhotometricInterpretation') || 'MONOCHROME2',
        planar: numberOf(attributes, 'PlanarConfiguration') === 1,
      };
    }
    const decoded: DecompressedFrame[] = [];
    for (const bytes of frames) {
      decoded.push(
        await decompressFrame({
          bytes,
          transferSyntaxUID: textOf(attributes, 'TransferSyntaxUID'),
          rows: numberOf(attributes, 'Rows') ?? 0,
          columns: numberOf(attributes, 'Columns') ?? 0,
          samplesPerPixel: numberOf(attributes, 'SamplesPerPixel') ?? 1,
          bitsAllocated,
          bitsStored: numberOf(attributes, 'BitsStored') ?? bitsAllocated,
          isSigned: numberOf(attributes, 'PixelRepresentation') === 1,
          photometricInterpretation: textOf(attributes, 'PhotometricInterpretation') || 'MONOCHROME2',
        }),
      );
    }
    const [{ bitsAllocated: allocated, photometricInterpretation: kind, isPlanar: planar }] = decoded;
    return { data: Buffer.concat(decoded.map((frame) => frame.bytes)), allocated, kind, planar };
  } catch (error) {
    throw new InputError(
      `${file}: its compressed pixels cannot be decoded (${String((error as Error)?.message ?? error)}). ` +
        'Convert it with, say, "gdcmconv --raw".',
    );
  }
}
