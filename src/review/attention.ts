import type { MaskShape } from './maskShape';

/** One image of a series, for {@link rateAttention}. */
export interface JudgedImage {
  /** Undefined while the image has no mask. */
  shape: MaskShape | undefined;
  /** Confidence of the prediction, 0..1; null where it is unknown. */
  confidence: number | null;
  /** Whether the reader drew or corrected the mask. */
  known: boolean;
  /** Dice of the mask with that of the next image, 0..1; null while one of them has none. */
  likeNext: number | null;
  /** Dice with the mask of the round before, 0..1; null in the first round. */
  unchanged: number | null;
}

/**
 * Why a mask needs a look: its outline is `unsure`; it `differs` from its neighbours; the structure `ends`
 * abruptly; or it `changed` much since the round before.
 */
export type AttentionReason = 'unsure' | 'differs' | 'ends' | 'changed';

/** How much a predicted mask needs a look. */
export interface Attention {
  /** 0..1; 0 for masks of the reader and images without a mask. */
  need: number;
  /** What stands out most; undefined where nothing does. */
  reason: AttentionReason | undefined;
}

/** Share of the neighbours in the need; the rest is the prediction's doubt. */
const NEIGHBOURS = 1 / 3;
/**
 * Weight of the doubt about an empty mask between others: a network doubts images far from the structure,
 * where an empty mask is nearly always right.
 */
const DOUBT_OF_EMPTY = 1 / 4;
/** Doubt where nothing is known: a prediction without confidence, or an empty mask without neighbours. */
const UNKNOWN = 0.5;
/** A contribution below this is not named as a reason. */
const NOTABLE = 0.1;
/** A structure ends abruptly where less than this share of the larger neighbour's pixels is left. */
const LEFT = 0.25;
/** A mask changed much if its Dice with the one before is below this. */
const SAME = 0.8;

const CALM: Attention = { need: 0, reason: undefined };

/**
 * Rates how much the masks of a series need a look, from the confidence of each and its neighbours.
 *
 * @param images of one series, in spatial order
 */
export function rateAttention(images: readonly JudgedImage[]): Attention[] {
  return images.map((image, i) => {
    const { shape, known } = image;
    if (known || !shape) return CALM;
    const likeness = [images[i - 1]?.likeNext, image.likeNext].flatMap((value) => value ?? []);
    const doubt = doubtOf(image, shape, likeness.length === 0);
    if (likeness.length === 0) return { need: doubt, reason: doubt > NOTABLE ? 'unsure' : undefined };
    const difference = 1 - likeness.reduce((sum, value) => sum + value, 0) / likeness.length;
    const parts = { doubt: (1 - NEIGHBOURS) * doubt, difference: NEIGHBOURS * difference };
    const largest = Math.max(images[i - 1]?.shape?.pixels ?? 0, images[i + 1]?.shape?.pixels ?? 0);
    const ends = shape.pixels < LEFT * largest;
    return { need: parts.doubt + parts.difference, reason: reasonOf(image, parts, ends) };
  });
}

function doubtOf({ confidence }: JudgedImage, { pixels }: MaskShape, alone: boolean): number {
  if (pixels === 0 && alone) return UNKNOWN;
  const doubt = confidence === null ? UNKNOWN : 1 - confidence;
  return pixels === 0 ? DOUBT_OF_EMPTY * doubt : doubt;
}

function reasonOf(
  { unchanged }: JudgedImage,
  parts: { doubt: number; difference: number },
  ends: boolean,
): AttentionReason | undefined {
  if (ends) return 'ends';
  if (Math.max(parts.doubt, parts.difference) > NOTABLE) {
    return parts.doubt > parts.difference ? 'unsure' : 'differs';
  }
  return unchanged !== null && unchanged < SAME ? 'changed' : undefined;
}
