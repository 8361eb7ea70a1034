import type { SegmentCodes } from '../../src/data/Segment';

/**
 * What the values of a mask are:
 *
 * - labels: the segment of each pixel (NIfTI, DICOM)
 * - indices: the segment of each pixel, from the palette of a PNG file
 * - grey: grey values of a PNG file, which may be labels
 * - colours: colours of a PNG file, 65536 red + 256 green + blue
 * - lossy grey, lossy colours: the same from a JPEG file, which blurs them
 */
export type MaskCoding = 'labels' | 'indices' | 'grey' | 'colours' | 'lossy grey' | 'lossy colours';

/** What is known of a mask beside its values. */
export interface MaskInfo {
  coding: MaskCoding;
  /** Names of labels, if the mask has any. */
  names?: ReadonlyMap<number, string>;
  /** Their codes, where it states any. */
  codes?: ReadonlyMap<number, SegmentCodes>;
}

/** Whether the values of a mask are colours. */
export function isColoured(coding: MaskCoding): boolean {
  return coding === 'colours' || coding === 'lossy colours';
}

/** The brightest channel of a value, 0..255 unless the file has 16 bits. */
export function brightestChannel(value: number, coding: MaskCoding): number {
  return isColoured(coding) ? Math.max(value >> 16, (value >> 8) & 255, value & 255) : value;
}
