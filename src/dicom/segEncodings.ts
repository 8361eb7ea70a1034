import type { Attributes } from './Attributes';
import { packBits } from './packBits';
import type { SegImage, SegSegment } from './SegContent';
import type { SegFrame } from './SegFrame';
import { LABEL_MAP_SEGMENTATION_STORAGE, SEGMENTATION_STORAGE } from './sopClasses';

/** How a segmentation holds its masks (Segmentation Type, PS3.3 C.8.20.2). */
export type SegEncodingName = 'binary' | 'labelmap' | 'fractional';

/** Probability of 1 in a fractional segmentation. */
const MAXIMUM_FRACTION = 255;

export interface SegEncoding {
  sopClassUID: string;
  /** Whether one frame holds all segments of an image, instead of one of them. */
  sharesFrames: boolean;
  /** Attributes of the image that depend on it. */
  attributes: Attributes;
  /** Whether a segment is anywhere on an image. */
  shows(image: SegImage, segment: SegSegment, place: number): boolean;
  /** The pixel data of the frames. */
  pixels(frames: readonly SegFrame[], segments: readonly SegSegment[]): Uint8Array<ArrayBuffer>;
}

const bits = (count: 1 | 8): Attributes => ({ BitsAllocated: count, BitsStored: count, HighBit: count - 1 });

const showsLabel = ({ labelmap }: SegImage, { index }: SegSegment) => labelmap?.includes(index) ?? false;

export const SEG_ENCODINGS: Readonly<Record<SegEncodingName, SegEncoding>> = {
  binary: {
    sopClassUID: SEGMENTATION_STORAGE,
    sharesFrames: false,
    attributes: { ...bits(1), SegmentationType: 'BINARY', SegmentsOverlap: 'NO' },
    shows: showsLabel,
    pixels: (frames) => {
      const [{ image }] = frames;
      return packBits(masksOf(frames), frames.length * image.rows * image.columns);
    },
  },
  labelmap: {
    sopClassUID: LABEL_MAP_SEGMENTATION_STORAGE,
    sharesFrames: true,
    // The value of pixels outside of all segments is 0.
    attributes: { ...bits(8), SegmentationType: 'LABELMAP', SegmentsOverlap: 'NO', PixelPaddingValue: 0 },
    shows: showsLabel,
    pixels: (frames, segments) => {
      const numbers = new Uint8Array(256);
      segments.forEach(({ index }, i) => (numbers[index] = i + 1));
      return concatenate(frames, ({ image }) => image.labelmap?.map((value) => numbers[value]));
    },
  },
  fractional: {
    sopClassUID: SEGMENTATION_STORAGE,
    sharesFrames: false,
    attributes: {
      ...bits(8),
      SegmentationType: 'FRACTIONAL',
      SegmentationFractionalType: 'PROBABILITY',
      MaximumFractionalValue: MAXIMUM_FRACTION,
      // A pixel can be in several segments, each with its probability.
      SegmentsOverlap: 'YES',
    },
    shows: (image, segment, place) => fractionsOf(image, segment, place)?.some((value) => value > 0) ?? false,
    pixels: (frames) =>
      concatenate(frames, ({ image, index, segmentNumber }) =>
        fractionsOf(image, { index }, segmentNumber - 1),
      ),
  },
};

function* masksOf(frames: readonly SegFrame[]): Generator<Uint8Array> {
  for (const { image, index } of frames) {
    const { labelmap, rows, columns } = image;
    yield labelmap ? labelmap.map((value) => (value === index ? 1 : 0)) : new Uint8Array(rows * columns);
  }
}

/** The probability of a segment at each pixel; certain where only a mask is known. */
function fractionsOf(
  { probabilities, labelmap }: SegImage,
  { index }: Pick<SegSegment, 'index'>,
  place: number,
): Uint8Array | undefined {
  return probabilities?.[place] ?? labelmap?.map((value) => (value === index ? MAXIMUM_FRACTION : 0));
}

/** One byte a pixel, padded to an even number of bytes. */
function concatenate(
  frames: readonly SegFrame[],
  bytesOf: (frame: SegFrame) => Uint8Array | undefined,
): Uint8Array<ArrayBuffer> {
  const { rows, columns } = frames[0].image;
  const length = frames.length * rows * columns;
  const bytes = new Uint8Array(length + (length % 2));
  frames.forEach((frame, i) => bytes.set(bytesOf(frame) ?? [], i * rows * columns));
  return bytes;
}
