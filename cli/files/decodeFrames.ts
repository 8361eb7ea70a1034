import daikon from 'daikon';
import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import { InputError } from '../InputError';
import { luminance } from './luminance';
import { toArrayBuffer } from './readBytes';

const IMPLICIT_LITTLE = '1.2.840.10008.1.2';
const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';
const DEFLATED = '1.2.840.10008.1.2.1.99';
/** RLE stores colour plane by plane; a JPEG decoder does not. */
const RLE = '1.2.840.10008.1.2.5';
const PLAIN = [IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED];
/** Lossless and baseline JPEG, JPEG-LS, JPEG 2000 and RLE: what daikon decodes. */
const COMPRESSED = [
  '1.2.840.10008.1.2.4.50',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.57',
  '1.2.840.10008.1.2.4.70',
  '1.2.840.10008.1.2.4.80',
  '1.2.840.10008.1.2.4.81',
  '1.2.840.10008.1.2.4.90',
  '1.2.840.10008.1.2.4.91',
  RLE,
];

/**
 * The stored values of each frame, before rescale; luminance where the image is in colour.
 *
 * @throws InputError that names the file when its pixels cannot be decoded
 */
export function decodeFrames(file: string, bytes: Uint8Array, attributes: Attributes): Float32Array[] {
  const fail = (why: string, todo = 'Convert it with, say, "gdcmconv --raw".'): never => {
    throw new InputError(`${file}: ${why}. ${todo}`);
  };
  const syntax = textOf(attributes, 'TransferSyntaxUID') || IMPLICIT_LITTLE;
  const compressed = COMPRESSED.includes(syntax);
  if (!compressed && !PLAIN.includes(syntax)) {
    return fail(`its transfer syntax ${syntax} cannot be decoded here`);
  }
  const kind = textOf(attributes, 'PhotometricInterpretation') || 'MONOCHROME2';
  if (kind === 'PALETTE COLOR')
    return fail('images with a palette cannot be read', 'Convert it to RGB or grey.');
  const channels = numberOf(attributes, 'SamplesPerPixel') ?? 1;
  const area = (numberOf(attributes, 'Rows') ?? 0) * (numberOf(attributes, 'Columns') ?? 0);
  const count = numberOf(attributes, 'NumberOfFrames') ?? 1;
  const allocated = numberOf(attributes, 'BitsAllocated') ?? 16;
  if (![1, 8, 16, 32].includes(allocated)) return fail(`${allocated} bits a pixel cannot be read`);

  const data = compressed ? decompress(file, bytes) : plainPixels(attributes);
  const samples = area * channels;
  if (data.byteLength * 8 < count * samples * allocated) {
    return fail('its pixel data is too short', 'Copy or export it again.');
  }
  const read = sampleReader(data, allocated, attributes);
  const planar =
    channels === 3 && (compressed ? syntax === RLE : numberOf(attributes, 'PlanarConfiguration') === 1);
  return Array.from({ length: count }, (_, frame) => {
    const first = frame * samples;
    if (channels === 1) return Float32Array.from({ length: area }, (_, i) => read(first + i));
    // The first channel of YBR images is the luminance; decoders give RGB for those of JPEG 2000.
    const ybr = /^YBR_FULL/.test(kind) && !compressed;
    const at = (i: number) => read(first + (planar ? (i % channels) * area + Math.floor(i / channels) : i));
    if (ybr) return Float32Array.from({ length: area }, (_, i) => at(i * channels));
    return luminance(
      Float32Array.from({ length: samples }, (_, i) => at(i)),
      area,
      channels,
    );
  });
}

function plainPixels(attributes: Attributes): Uint8Array {
  const value: unknown = attributes.PixelData;
  const data: unknown = Array.isArray(value) ? value[0] : value;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(0);
}

function decompress(file: string, bytes: Uint8Array): Uint8Array {
  try {
    const image = daikon.Series.parseImage(new DataView(toArrayBuffer(bytes)));
    if (image === null) throw new Error('it cannot be parsed');
    return new Uint8Array(image.getRawData());
  } catch (error) {
    throw new InputError(
      `${file}: its compressed pixels cannot be decoded (${String((error as Error)?.message ?? error)}). ` +
        'Convert it with, say, "gdcmconv --raw".',
    );
  }
}

/** Reads stored values, little-endian; bits above the stored ones may hold anything, the highest stored is the sign. */
function sampleReader(
  data: Uint8Array,
  allocated: number,
  attributes: Attributes,
): (index: number) => number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const unused = 32 - Math.min(32, numberOf(attributes, 'BitsStored') ?? allocated);
  const signed = numberOf(attributes, 'PixelRepresentation') === 1;
  const raw: Record<number, (index: number) => number> = {
    1: (index) => (data[index >> 3] >> (index & 7)) & 1,
    8: (index) => data[index],
    16: (index) => view.getUint16(2 * index, true),
    32: (index) => view.getUint32(4 * index, true),
  };
  const readRaw = raw[allocated];
  return signed
    ? (index) => (readRaw(index) << unused) >> unused
    : (index) => (readRaw(index) << unused) >>> unused;
}
