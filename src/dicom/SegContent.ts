import type { ImageGeometry } from '../data/Image';
import type { Segment } from '../data/Segment';
import type { Attributes } from './Attributes';

/**
 * The origin of an image's mask: drawn or predicted, or a predicted mask that a reader accepted or corrected.
 */
export type FrameOrigin = 'drawn' | 'predicted' | 'accepted' | 'corrected';

/** An image with its mask. */
export interface SegImage {
  sopClassUID: string;
  sopInstanceUID: string;
  seriesInstanceUID: string;
  /** Number of the frame in its instance, from 1. */
  frame: number;
  /** Number of frames in the instance. */
  frames: number;
  rows: number;
  columns: number;
  /** Position and orientation in patient space; undefined when unknown. */
  geometry?: ImageGeometry;
  /** Distances between rows and between columns in mm, for images without geometry. */
  spacing?: { row: number; column: number };
  /** mm; undefined when unknown. */
  sliceThickness?: number;
  /** Segment index of each pixel (0 = background), row by row; undefined when there is no mask. */
  labelmap?: Uint8Array;
  /**
   * Probability of each segment, in the order of the segments, at each pixel: 0..255 for 0..1. For fractional
   * segmentations; where it is undefined, the mask counts as certain.
   */
  probabilities?: readonly Uint8Array[];
  /** Undefined when unknown. */
  origin?: FrameOrigin;
}

export interface SegSegment extends Segment {
  /** Display colour: red, green and blue, 0..255 each. */
  colour?: readonly [number, number, number];
}

/** The content of a DICOM segmentation. */
export interface SegContent {
  /** All images of one series, in any order, with or without masks. */
  images: readonly SegImage[];
  /** Attributes of one of the images, from which the SEG takes its patient and study. */
  source: Attributes;
  segments: readonly SegSegment[];
  algorithm: {
    name: string;
    version: string;
    /** Whether a reader was involved (SEMIAUTOMATIC, or MANUAL if everything is drawn) or not (AUTOMATIC). */
    interactive: boolean;
    /** Id of the model that predicted; omitted when there was no model. */
    modelId?: string;
  };
  /** The new series. */
  series: { number: number; description: string };
  /** Content label of the SEG: up to 16 capitals, digits, spaces and underscores. */
  label: string;
  description: string;
  /** Name of the person who made the masks. */
  creator?: string;
  /** The program that writes the SEG. */
  equipment: { manufacturer: string; model: string; version: string };
  /**
   * Attributes of the object in the archive that this one supersedes: of the same SOP class, about the same
   * images.
   */
  predecessor?: Attributes;
  /** When the masks were made; default: now. */
  date?: Date;
  /** Makes a UID for a given purpose; random by default. */
  makeUid?: (purpose: string) => string;
}
