import type * as Package from 'dcmjs-codecs';

type Codecs = typeof Package;
type Decoder = 'decodeJpeg' | 'decodeJpegLs' | 'decodeJpeg2000' | 'decodeHtJpeg2000' | 'decodeRle';

/** Decoders by transfer syntax. */
const DECODERS: Record<string, Decoder> = {
  '1.2.840.10008.1.2.4.50': 'decodeJpeg',
  '1.2.840.10008.1.2.4.51': 'decodeJpeg',
  '1.2.840.10008.1.2.4.57': 'decodeJpeg',
  '1.2.840.10008.1.2.4.70': 'decodeJpeg',
  '1.2.840.10008.1.2.4.80': 'decodeJpegLs',
  '1.2.840.10008.1.2.4.81': 'decodeJpegLs',
  '1.2.840.10008.1.2.4.90': 'decodeJpeg2000',
  '1.2.840.10008.1.2.4.91': 'decodeJpeg2000',
  '1.2.840.10008.1.2.4.201': 'decodeHtJpeg2000',
  '1.2.840.10008.1.2.4.202': 'decodeHtJpeg2000',
  '1.2.840.10008.1.2.4.203': 'decodeHtJpeg2000',
  '1.2.840.10008.1.2.5': 'decodeRle',
};

/** A compressed frame and the attributes that its decoder needs. */
export interface CompressedFrame {
  bytes: Uint8Array;
  transferSyntaxUID: string;
  rows: number;
  columns: number;
  samplesPerPixel: number;
  bitsAllocated: number;
  bitsStored: number;
  isSigned: boolean;
  photometricInterpretation: string;
}

/** A frame as stored uncompressed, little-endian. */
export interface DecompressedFrame {
  bytes: Uint8Array;
  bitsAllocated: number;
  /** Whether colour is stored plane by plane. */
  isPlanar: boolean;
  /** The kind of colour: decoders of JPEG and JPEG 2000 return RGB. */
  photometricInterpretation: string;
}

/** Whether frames of a transfer syntax can be decompressed. */
export function canDecompress(transferSyntaxUID: string): boolean {
  return transferSyntaxUID in DECODERS;
}

let loading: Promise<Codecs> | undefined;

/**
 * Decompresses a frame by the reference implementations of its format (libjpeg for 8, 12 and 16 bits, CharLS,
 * OpenJPEG, OpenJPH), compiled to WASM.
 *
 * @throws Error when the frame is damaged, or smaller than stated
 */
export async function decompressFrame(frame: CompressedFrame): Promise<DecompressedFrame> {
  const { NativeCodecs, Context } = await (loading ??= loadCodecs());
  const decoder = DECODERS[frame.transferSyntaxUID];
  const context = new Context({
    width: frame.columns,
    height: frame.rows,
    samplesPerPixel: frame.samplesPerPixel,
    bitsAllocated: frame.bitsAllocated,
    bitsStored: frame.bitsStored,
    pixelRepresentation: frame.isSigned ? 1 : 0,
    planarConfiguration: 0,
    photometricInterpretation: kindOf(frame, decoder),
    // A copy: the frame may be a view into the file.
    encodedBuffer: frame.bytes.slice(),
  });
  return describe(NativeCodecs[decoder](context, { convertColorspaceToRgb: true }), frame);
}

async function loadCodecs(): Promise<Codecs> {
  // Node gives what a CommonJS package exports as its default.
  const loaded: Codecs & { default?: Codecs } = await import('dcmjs-codecs');
  const codecs = loaded.default ?? loaded;
  await codecs.NativeCodecs.initializeAsync();
  return codecs;
}

/** JFIF defines its colour as YCbCr, but some files that hold it are labelled RGB. */
function kindOf(
  { bytes, samplesPerPixel, photometricInterpretation }: CompressedFrame,
  decoder: Decoder,
): string {
  const isJfif = decoder === 'decodeJpeg' && String.fromCharCode(...bytes.subarray(6, 10)) === 'JFIF';
  return isJfif && samplesPerPixel === 3 ? 'YBR_FULL_422' : photometricInterpretation;
}

function describe(context: Package.Context, frame: CompressedFrame): DecompressedFrame {
  const bytes = context.getDecodedBuffer();
  const bitsAllocated = context.getBitsAllocated() ?? frame.bitsAllocated;
  const length = (frame.rows * frame.columns * frame.samplesPerPixel * bitsAllocated) / 8;
  if (!bytes || bytes.length < length) throw new Error(`it gives ${bytes?.length ?? 0} of ${length} bytes`);
  return {
    // The decoder's memory is used again.
    bytes: bytes.slice(0, length),
    bitsAllocated,
    isPlanar: frame.samplesPerPixel > 1 && context.getPlanarConfiguration() === 1,
    photometricInterpretation: context.getPhotometricInterpretation() ?? frame.photometricInterpretation,
  };
}
