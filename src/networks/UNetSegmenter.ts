import type * as tf from '@tensorflow/tfjs';
import { inputChannels } from '../data/Channels';
import type { Random } from '../data/random';
import { concatenate } from '../ops/concatenate';
import { maxPool2 } from '../ops/maxPool2';
import { upsample2 } from '../ops/upsample2';
import { checkImage, checkShape } from './checkSegmenter';
import { convolutionBlock, convolutionLayer, declareBlock, declareConvolution } from './convolutionLayer';
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
    let inputs = inputChannels(shape);
    for (let level = 0; level <= levels; level++) {
      declareBlock(this.parameters, `down${level}`, inputs, this.channels(level));
      inputs = this.channels(level);
    }
    for (let level = levels - 1; level >= 0; level--) {
      declareConvolution(this.parameters, `up${level}.grow`, this.channels(level + 1), this.channels(level));
      declareBlock(this.parameters, `up${level}`, 2 * this.channels(level), this.channels(level));
    }
    declareLinear(this.parameters, 'logits', width, classes, { bias: true });
  }

  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    checkImage('UNetSegmenter', this.shape, x);
    const { parameters } = this;
    const { levels } = this.shape;
    const skips: tf.Tensor4D[] = [];
    let y = x;
    for (let level = 0; level <= levels; level++) {
      y = convolutionBlock(parameters, `down${level}`, level === 0 ? y : maxPool2(y), mode);
      skips.push(y);
    }
    for (let level = levels - 1; level >= 0; level--) {
      y = convolutionLayer(parameters, `up${level}.grow`, upsample2(y), mode);
      y = convolutionBlock(parameters, `up${level}`, concatenate(skips[level], y), mode);
    }
    return linearLayer(parameters, 'logits', y, { bias: true });
  }

  private channels(level: number): number {
    return this.shape.width * Math.min(8, 2 ** level);
  }
}
