import { InputError } from '../InputError';

/** Maps the values of mask files to labels. */
export interface LabelRule {
  /** Ascending, 1..255. */
  labels: number[];
  /** The label of each voxel, 0 for background. */
  apply(mask: Float32Array): Uint8Array;
}

/**
 * In PNG and JPEG masks, values up to this one are labels; higher ones mean that the mask holds grey values.
 */
const HIGHEST_PLAIN_LABEL = 31;
/** Grey values above this are foreground. */
const THRESHOLD = 127;
/** Maximum number of labels, including the background. */
const MAX_VALUES = 256;

/** Collects the values of all masks of a data set, from which the label rule is derived. */
export class MaskValues {
  private readonly values = new Set<number>();
  private fraction: { file: string; value: number } | undefined;
  private highest = 0;
  private onlyPictures = true;

  /** @param picture whether the mask is a picture without a palette, whose values may be grey values */
  add(file: string, mask: Float32Array, picture: boolean): void {
    this.onlyPictures &&= picture;
    let last: number | undefined;
    for (const value of mask) {
      if (value === last) continue;
      last = value;
      if (value % 1 !== 0) this.fraction ??= { file, value };
      if (value > this.highest) this.highest = value;
      // Grey masks have many intermediate values, which are not needed.
      if (this.values.size < MAX_VALUES) this.values.add(value);
    }
  }

  /**
   * The rule for the masks added so far: values up to 31 are labels. Higher ones are labels in NIfTI, DICOM
   * and PNG with a palette, but grey values in other PNG and JPEG, where values above 127 are foreground.
   *
   * @param wanted the values that are labels, if the user specified them
   * @throws InputError when there is no foreground, or when values cannot be labels
   */
  rule(wanted?: readonly number[]): LabelRule {
    const found = [...this.values].filter((value) => value !== 0).sort((a, b) => a - b);
    if (wanted) return this.wantedRule(wanted, found);
    const { highest } = this;
    // Colour masks and JPEG's rounding produce non-integer values.
    const picture = this.onlyPictures && (highest > HIGHEST_PLAIN_LABEL || this.fraction !== undefined);
    if (picture && highest > THRESHOLD) return thresholdRule();
    if (this.fraction) {
      const { file, value } = this.fraction;
      throw new InputError(`The mask ${file} holds the value ${value}, which is no label. Round its values.`);
    }
    if (picture) {
      throw new InputError(
        `No pixel of any mask is brighter than ${THRESHOLD}, and values up to ${highest} are no plain labels. ` +
          'Name the values that are labels with --labels, e.g. --labels 64,100.',
      );
    }
    if (found.length === 0) {
      throw new InputError('No mask has any foreground. Give masks that show the structure.');
    }
    if (found[0] < 0 || highest > 255) {
      throw new InputError(
        `The masks hold values from ${found[0]} to ${highest}. Use labels from 1 to 255, with 0 as background.`,
      );
    }
    return labelsRule(found);
  }

  private wantedRule(wanted: readonly number[], found: readonly number[]): LabelRule {
    const missing = wanted.find((label) => !found.includes(label));
    if (missing !== undefined) {
      throw new InputError(
        `No mask holds the value ${missing} of --labels; they hold ${found.slice(0, 12).join(', ') || 'only 0'}.`,
      );
    }
    return labelsRule([...wanted].sort((a, b) => a - b));
  }
}

/** A rule that merges all labels into label 1. */
export function foregroundRule({ apply }: LabelRule): LabelRule {
  return { labels: [1], apply: (mask) => apply(mask).map((label) => (label > 0 ? 1 : 0)) };
}

function labelsRule(labels: number[]): LabelRule {
  const known = new Set(labels);
  return { labels, apply: (mask) => Uint8Array.from(mask, (value) => (known.has(value) ? value : 0)) };
}

function thresholdRule(): LabelRule {
  return { labels: [1], apply: (mask) => Uint8Array.from(mask, (value) => (value > THRESHOLD ? 1 : 0)) };
}
