import type { Random } from '../data/random';
import type { SegmenterKind } from '../data/SegmenterKind';
import { SEGMENTER_KINDS } from '../data/SegmenterKind';
import { AttentionSegmenter } from './AttentionSegmenter';
import { deepLabLevelsFor, DeepLabSegmenter } from './DeepLabSegmenter';
import type { SegmenterNetwork, SegmenterShape } from './SegmenterNetwork';
import { levelsFor, UNetSegmenter } from './UNetSegmenter';

/** A shape whose number of levels may be left to the kind of network. */
type OpenShape = Omit<SegmenterShape, 'levels'> & { levels?: number };

interface Segmenter {
  /** Levels that suit a size. */
  levels: (size: number) => number;
  make: new (shape: SegmenterShape, random: Random) => SegmenterNetwork;
}

const SEGMENTERS: Record<SegmenterKind, Segmenter> = {
  unet: { levels: levelsFor, make: UNetSegmenter },
  deeplab: { levels: deepLabLevelsFor, make: DeepLabSegmenter },
  attention: { levels: levelsFor, make: AttentionSegmenter },
};

/**
 * A segmenter of a kind, with fresh weights.
 *
 * @param shape without `levels` it gets as many as suit its size
 * @throws Error naming the kind when there is none such
 */
export function createSegmenter(kind: SegmenterKind, shape: OpenShape, random: Random): SegmenterNetwork {
  // What a caller reads from a file or an address is a kind only by its word.
  if (!SEGMENTER_KINDS.includes(kind)) {
    throw new Error(`createSegmenter: there is no segmenter "${kind}", only ${SEGMENTER_KINDS.join(', ')}.`);
  }
  const entry = SEGMENTERS[kind];
  return new entry.make({ ...shape, levels: shape.levels ?? entry.levels(shape.size) }, random);
}
