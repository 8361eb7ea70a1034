import type { Random } from '../data/random';
import type { SegmenterKind } from '../data/SegmenterKind';
import { SEGMENTER_KINDS } from '../data/SegmenterKind';
import { AttentionSegmenter } from './AttentionSegmenter';
import { deepLabLevelsFor, DeepLabSegmenter } from './DeepLabSegmenter';
import type { SegmenterNetwork, SegmenterShape } from './SegmenterNetwork';
import { levelsFor, UNetSegmenter } from './UNetSegmenter';

/** A shape without a number of levels gets the one that suits the kind of network. */
type OpenShape = Omit<SegmenterShape, 'levels'> & { levels?: number };

interface Segmenter {
  /** Number of levels that suits an image size. */
  levels: (size: number) => number;
  make: new (shape: SegmenterShape, random: Random) => SegmenterNetwork;
}

const SEGMENTERS: Record<SegmenterKind, Segmenter> = {
  unet: { levels: levelsFor, make: UNetSegmenter },
  deeplab: { levels: deepLabLevelsFor, make: DeepLabSegmenter },
  attention: { levels: levelsFor, make: AttentionSegmenter },
};

/**
 * Creates a segmenter with fresh weights.
 *
 * @param shape without `levels` it gets the number that suits its size
 * @throws Error that names the kind if it is unknown
 */
export function createSegmenter(kind: SegmenterKind, shape: OpenShape, random: Random): SegmenterNetwork {
  // A kind read from a file or a URL is unchecked, whatever its type says.
  if (!SEGMENTER_KINDS.includes(kind)) {
    throw new Error(`createSegmenter: there is no segmenter "${kind}", only ${SEGMENTER_KINDS.join(', ')}.`);
  }
  const entry = SEGMENTERS[kind];
  return new entry.make({ ...shape, levels: shape.levels ?? entry.levels(shape.size) }, random);
}
