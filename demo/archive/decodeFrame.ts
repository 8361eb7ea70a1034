import daikon from 'daikon';
import type dicomParser from 'dicom-parser';
import { HttpError } from './HttpError';
import { parseElements } from './parseElements';
import { readFrames } from './readFrames';

/** A decoded frame. */
export interface DecodedFrame {
  dataset: dicomParser.DataSet;
  rows: number;
  columns: number;
  /** 1 (grey) or 3 (red, green, blue, interleaved). */
  channels: 1 | 3;
  /** Stored values, before rescale; length = rows x columns x channels. */
  samples: Int32Array;
}

/**
 * Decodes one frame of an instance in any supported transfer syntax.
 *
 * @param number counts from 1
 * @throws HttpError 404 when there is no such frame, 406 when its format is not supported
 */
export function decodeFrame(bytes: Uint8Array, number: number): DecodedFrame {
  const { dataset } = parseElements(bytes);
  const frames = readFrames(dataset);
  if (number > frames.count) throw new HttpError(404, `This instance has no frame ${number}.`);
  const rows = dataset.uint16('x00280010') ?? 0;
  const columns = dataset.uint16('x00280011') ?? 0;
  const channels = channelsOf(dataset);
  if (rows * columns === 0) throw new HttpError(406, 'This instance does not say how large its images are.');
  const encapsulated = dataset.elements.x7fe00010?.encapsulatedPixelData === true;
  const pixels = encapsulated ? decompress(bytes, number) : frames.read(number);
  const samples = readSamples(dataset, pixels, rows * columns * channels);
  return {
    dataset,
    rows,
    columns,
    channels,
    samples: separatePlanes(dataset, samples, channels, encapsulated),
  };
}

function channelsOf(dataset: dicomParser.DataSet): 1 | 3 {
  const kind = dataset.string('x00280004') ?? 'MONOCHROME2';
  if (kind.startsWith('MONOCHROME')) return 1;
  if (['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_RCT', 'YBR_ICT'].includes(kind)) return 3;
  throw new HttpError(406, `Images of the kind ${kind} cannot be rendered.`);
}

function decompress(bytes: Uint8Array, number: number): Uint8Array {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    const image = daikon.Series.parseImage(new DataView(buffer));
    if (image === null) throw new Error('not readable');
    // Decompresses only the requested frame, by hiding the others from the decoder.
    const jpegs = image.getJpegs();
    const runLengths = image.getRLE();
    image.getJpegs = () => jpegs.slice(number - 1, number);
    image.getRLE = () => runLengths.slice(number - 1, number);
    image.getNumberOfFrames = () => 1;
    return new Uint8Array(image.getRawData());
  } catch (error) {
    throw new HttpError(406, `This instance could not be decompressed: ${(error as Error).message}`);
  }
}

function readSamples(dataset: dicomParser.DataSet, pixels: Uint8Array, length: number): Int32Array {
  const allocated = dataset.uint16('x00280100') ?? 16;
  const stored = dataset.uint16('x00280101') ?? allocated;
  const signed = dataset.uint16('x00280103') === 1;
  if (pixels.length * 8 < length * allocated)
    throw new HttpError(406, 'The pixel data of this instance is too short.');
  const view = new DataView(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const readers: Record<number, (index: number) => number> = {
    1: (index) => (pixels[index >> 3] >> (index & 7)) & 1,
    8: (index) => pixels[index],
    16: (index) => view.getUint16(2 * index, true),
  };
  const readOne = readers[allocated];
  if (readOne === undefined)
    throw new HttpError(406, `Images of ${allocated} bits a pixel cannot be rendered.`);
  // Bits above the stored ones are ignored; the highest stored bit is the sign of signed values.
  const unused = 32 - stored;
  const samples = new Int32Array(length);
  for (let index = 0; index < length; index++) {
    const aligned = readOne(index) << unused;
    samples[index] = signed ? aligned >> unused : aligned >>> unused;
  }
  return samples;
}

/**
 * Interleaves the samples of uncompressed colour that is stored plane by plane; decoders have already done
 * so.
 */
function separatePlanes(
  dataset: dicomParser.DataSet,
  samples: Int32Array,
  channels: 1 | 3,
  encapsulated: boolean,
): Int32Array {
  if (channels === 1 || encapsulated || dataset.uint16('x00280006') !== 1) return samples;
  const pixels = samples.length / 3;
  return samples.map((_, index) => samples[(index % 3) * pixels + Math.floor(index / 3)]);
}
