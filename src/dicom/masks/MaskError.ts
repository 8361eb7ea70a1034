/** What is wrong with a mask object, or between it and its images. */
export type MaskProblem =
  /** It holds no masks. */
  | 'empty'
  /** A part of it is missing or of an unknown value. */
  | 'damaged'
  /** It states two different places for one mask. */
  | 'contradictory'
  /** Its kind of segmentation is unknown. */
  | 'unknown'
  /** Its pixels are compressed in a way that cannot be decoded here. */
  | 'compressed'
  /** It lies in space, but its images do not say where they are. */
  | 'unplaced'
  /** It belongs to other images. */
  | 'elsewhere'
  /** Its contours run across the images. */
  | 'across';

/** A mask object that cannot be read on its images. The message is a clause without the object's name. */
export class MaskError extends Error {
  override name = 'MaskError';

  constructor(
    readonly problem: MaskProblem,
    why: string,
  ) {
    super(why);
  }
}

/** What to do about a problem, as a sentence, where it is the same for all programs. */
export const COMMON_REMEDIES = {
  empty: 'Export it with its contours.',
  damaged: 'Export it again.',
  contradictory: 'Write the segmentation anew with the position of each image.',
} satisfies Partial<Record<MaskProblem, string>>;
