import type { ImageGeometry } from '../data/Image';
import type { Segment } from '../data/Segment';
import type { Attributes } from './Attributes';

/** How the mask of an image came about. */
export type FrameOrigin = 'drawn' | 'predicted' | 'accepted' | 'corrected';

/** An image, and the mask on it. */
export interface SegImage {
  sopClassUID: string;
  sopInstanceUID: string;
  seriesInstanceUID: string;
  /** Number of the frame in its instance, from 1. */
  frame: number;
  /** How many frames the instance has. */
  frames: number;
  rows: number;
  columns: number;
  /** Where the image lies; undefined when it does not say so. */
  geometry?: ImageGeometry;
  /** Distances between rows and between columns in mm, for images without geometry. */
  spacing?: { row: number; column: number };
  /** mm; undefined when the image does not say so. */
  sliceThickness?: number;
  /** Segment index of each pixel (0 = background), row by row; undefined where there is no mask. */
  labelmap?: Uint8Array;
  /** Undefined where it is not known. */
  origin?: FrameOrigin;
}

export interface SegSegment extends Segment {
  /** Display colour: red, green and blue, 0..255 each. */
  colour?: readonly [number, number, number];
}

/** Everything that a DICOM segmentation is made of. */
export interface SegContent {
  /** All images of one series, in any order, with or without masks. */
  images: readonly SegImage[];
  /** Attributes of one of the images: the SEG belongs to the same patient and study. */
  source: Attributes;
  segments: readonly SegSegment[];
  algorithm: {
    name: string;
    version: string;
    /** Whether a reader took part (SEMIAUTOMATIC, or MANUAL where everything is drawn) or not (AUTOMATIC). */
    interactive: boolean;
    /** Identifies the model that predicted; left out where none did. */
    modelId?: string;
  };
  /** The new series. */
  series: { number: number; description: string };
  /** What the SEG is called in lists: up to 16 capitals, digits, spaces and underscores. */
  label: string;
  description: string;
  /** Name of the person who made the masks. */
  creator?: string;
  /** The program that writes. */
  equipment: { manufacturer: string; model: string; version: string };
  /** When the masks were made; now by default. */
  date?: Date;
  /** Makes the UIDs of the object, given what each is for; random ones by default. */
  makeUid?: (purpose: string) => string;
}
