import type { SegmentCodes } from '../../src/data/Segment';
import type { MaskCoding, MaskInfo } from '../files/MaskCoding';
import { brightestChannel, isColoured } from '../files/MaskCoding';

/** Maps the values of mask files to labels. */
export interface LabelRule {
  /** Ascending, 1..255. */
  labels: number[];
  /** Names of the labels, in their order, if the masks have any. */
  names?: string[];
  /** Codes of the labels, in their order, empty where the masks state none. */
  codes?: SegmentCodes[];
  /** How the masks were read, for the user. */
  summary: string;
  /** The label of each voxel of a mask, 0 for background. */
  apply(mask: Float32Array, info: MaskInfo): Uint8Array;
}

/** A rule that merges all labels into label 1. */
export function foregroundRule({ apply, summary }: LabelRule): LabelRule {
  return {
    labels: [1],
    summary: `${summary}, merged`,
    apply: (mask, info) => apply(mask, info).map((label) => (label > 0 ? 1 : 0)),
  };
}

/** Values that are labels; others are background. */
export function valuesRule(labels: number[], summary: string): LabelRule {
  const known = new Set(labels);
  return {
    labels,
    summary,
    apply: (mask) => Uint8Array.from(mask, (value) => (known.has(value) ? value : 0)),
  };
}

/** Everything that is not 0 is foreground. */
export function nonzeroRule(summary: string, label = 1): LabelRule {
  return {
    labels: [label],
    summary,
    apply: (mask) => Uint8Array.from(mask, (value) => (value === 0 ? 0 : label)),
  };
}

/** Values above a threshold are foreground; in colours, the brightest channel decides. */
export function thresholdRule(threshold: number, summary: string): LabelRule {
  return {
    labels: [1],
    summary,
    apply: (mask, { coding }) =>
      Uint8Array.from(mask, (value) => (brightestChannel(value, coding) > threshold ? 1 : 0)),
  };
}

/** Each colour is a label, counted from 1. */
export function coloursRule(colours: readonly number[], summary: string): LabelRule {
  const labels = new Map(colours.map((colour, i) => [colour, i + 1]));
  return {
    labels: [...labels.values()],
    names: colours.map((colour) => `Colour ${hexOf(colour)}`),
    summary,
    apply: (mask, { coding }) => Uint8Array.from(mask, (value) => labels.get(colourOf(value, coding)) ?? 0),
  };
}

/** The colour that a value stands for: 65536 red + 256 green + blue. */
export function colourOf(value: number, coding: MaskCoding): number {
  return isColoured(coding) ? value : 0x010101 * value;
}

/** A colour as in HTML, e.g. #ff0000. */
export function hexOf(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0')}`;
}
