import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../data/random';
import { checkImage, checkShape } from './checkSegmenter';
import { contractingPath, declareContractingPath } from './contractingPath';
import { declareExpandingBlock, expandingBlock } from './expandingBlock';
import { declareLinear, linearLayer } from './linearLayer';
import type { NormalisationMode } from './normalisationLayer';
import { Parameters } from './Parameters';
import type { SegmenterNetwork, SegmenterShape } from './SegmenterNetwork';

/**
 * Number of levels that leaves 6 to 12 pixels at the bottom of the U, or more if the size cannot be halved
 * that often.
 */
export function levelsFor(size: number): number {
  let levels = Math.max(2, Math.floor(Math.log2(size / 6)));
  while (levels > 2 && size % 2 ** levels !== 0) levels--;
  return levels;
}

/**
 * U-Net (Ronneberger et al. 2015) with batch normalisation: two 3x3 convolutions per level, max-pooling on
 * the way down, nearest-neighbour up-sampling with a 3x3 convolution on the way up, skips by concatenation,
 * and a 1x1 convolution to the logits of the classes.
 */
export class UNetSegmenter implements SegmenterNetwork {
  readonly kind = 'unet';
  readonly parameters: Parameters;

  /** @throws Error when the size cannot be halved as often as the shape requires */
  constructor(
    readonly shape: SegmenterShape,
    random: Random,
  ) {
    checkShape('UNetSegmenter', shape, 1);
    this.parameters = new Parameters(random);
    const { levels, width, classes } = shape;
    declareContractingPath(this.parameters, shape, levels + 1);
    for (let level = levels - 1; level >= 0; level--) declareExpandingBlock(this.parameters, width, level);
    declareLinear(this.parameters, 'logits', width, classes, { bias: true });
  }

  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    checkImage('UNetSegmenter', this.shape, x);
    const { levels } = this.shape;
    const skips = contractingPath(this.parameters, x, levels + 1, mode);
    let y = skips[levels];
    for (let level = levels - 1; level >= 0; level--) {
      y = expandingBlock(this.parameters, level, y, skips[level], mode);
    }
    return linearLayer(this.parameters, 'logits', y, { bias: true });
  }
}
