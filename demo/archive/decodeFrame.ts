import type dicomParser from 'dicom-parser';
import type { DecompressedFrame } from '../../src/dicom/decompressFrame';
import { canDecompress, decompressFrame } from '../../src/dicom/decompressFrame';
import { toRgb } from '../../src/dicom/toRgb';
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
export async function decodeFrame(bytes: Uint8Array, number: number): Promise<DecodedFrame> {
  const { dataset } = parseElements(bytes);
  const frames = readFrames(dataset);
  if (number > frames.count) throw new HttpError(404, `This instance has no frame ${number}.`);
  const rows = dataset.uint16('x00280010') ?? 0;
  const columns = dataset.uint16('x00280011') ?? 0;
  const channels = channelsOf(dataset);
  if (rows * columns === 0) throw new HttpError(406, 'This instance does not say how large its images are.');
  const encapsulated = dataset.elements.x7fe00010?.encapsulatedPixelData === true;
  const stored = frames.read(number);
  const frame = encapsulated
    ? await decompress(dataset, stored, dataset.string('x00020010') ?? '')
    : plainFrame(dataset, stored);
  const samples = toInterleaved(frame, readSamples(dataset, frame, rows * columns), channels);
  return { dataset, rows, columns, channels, samples };
}

function kindOf(dataset: dicomParser.DataSet): string {
  return dataset.string('x00280004') ?? 'MONOCHROME2';
}

function channelsOf(dataset: dicomParser.DataSet): 1 | 3 {
  const kind = kindOf(dataset);
  if (kind.startsWith('MONOCHROME')) return 1;
  if (['RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_RCT', 'YBR_ICT'].includes(kind)) return 3;
  throw new HttpError(406, `Images of the kind ${kind} cannot be rendered.`);
}

async function decompress(
  dataset: dicomParser.DataSet,
  bytes: Uint8Array,
  transferSyntaxUID: string,
): Promise<DecompressedFrame> {
  if (!canDecompress(transferSyntaxUID)) {
    throw new HttpError(406, `Images of the transfer syntax ${transferSyntaxUID} cannot be rendered.`);
  }
  const bitsAllocated = dataset.uint16('x00280100') ?? 16;
  try {
    return await decompressFrame({
      bytes,
      transferSyntaxUID,
      rows: dataset.uint16('x00280010') ?? 0,
      columns: dataset.uint16('x00280011') ?? 0,
      samplesPerPixel: dataset.uint16('x00280002') ?? 1,
      bitsAllocated,
      bitsStored: dataset.uint16('x00280101') ?? bitsAllocated,
      isSigned: dataset.uint16('x00280103') === 1,
      photometricInterpretation: kindOf(dataset),
    });
  } catch (error) {
    throw new HttpError(
      406,
      `This instance could not be decompressed: ${String((error as Error)?.message ?? error)}`,
    );
  }
}

function plainFrame(dataset: dicomParser.DataSet, bytes: Uint8Array): DecompressedFrame {
  return {
    bytes,
    bitsAllocated: dataset.uint16('x00280100') ?? 16,
    isPlanar: dataset.uint16('x00280006') === 1,
    photometricInterpretation: kindOf(dataset),
  };
}

/** @returns all values of the frame; fewer than three a pixel where pixels share their chroma */
function readSamples(
  dataset: dicomParser.DataSet,
  { bytes: pixels, bitsAllocated: allocated, photometricInterpretation: kind }: DecompressedFrame,
  area: number,
): Int32Array {
  const perPixel = kind.startsWith('MONOCHROME') ? 1 : 3;
  const isShared = kind === 'YBR_FULL_422' && pixels.length * 8 < area * perPixel * allocated;
  const length = area * (isShared ? 2 : perPixel);
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
  return isShared ? shareChroma(samples) : samples;
}

/** Two neighbouring pixels are stored as Y1 Y2 Cb Cr. */
function shareChroma(samples: Int32Array): Int32Array {
  return new Int32Array((samples.length / 2) * 3).map((_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    return samples[4 * Math.floor(pixel / 2) + (channel === 0 ? pixel % 2 : channel + 1)];
  });
}

/** Colour as red, green and blue, pixel by pixel. */
function toInterleaved(
  { isPlanar, photometricInterpretation: kind }: DecompressedFrame,
  samples: Int32Array,
  channels: 1 | 3,
): Int32Array {
  if (channels === 1) return samples;
  const pixels = samples.length / 3;
  const interleaved = isPlanar
    ? samples.map((_, index) => samples[(index % 3) * pixels + Math.floor(index / 3)])
    : samples;
  if (!kind.startsWith('YBR_FULL')) return interleaved;
  for (let i = 0; i < interleaved.length; i += 3) {
    interleaved.set(toRgb(interleaved[i], interleaved[i + 1], interleaved[i + 2]), i);
  }
  return interleaved;
}
