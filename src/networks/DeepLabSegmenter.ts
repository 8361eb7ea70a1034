import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../data/random';
import { concatenate } from '../ops/concatenate';
import { upsample2 } from '../ops/upsample2';
import { checkImage, checkShape } from './checkSegmenter';
import { contractingPath, declareContractingPath } from './contractingPath';
import { convolutionBlock, convolutionLayer, declareBlock, declareConvolution } from './convolutionLayer';
import { declareLinear, linearLayer } from './linearLayer';
import type { NormalisationMode } from './normalisationLayer';
import { Parameters } from './Parameters';
import { declarePyramid, spatialPyramid } from './spatialPyramid';
import type { SegmenterNetwork, SegmenterShape } from './SegmenterNetwork';

/**
 * Minimum edge of the deepest features, pixels; in smaller ones the outer taps of the widest dilated kernel
 * would always fall outside.
 */
const MIN_FEATURES = 4;

/**
 * Number of levels: 3 (an eighth of the resolution) for large images, 2 (a quarter) for small ones, which
 * gives features of 12 to 32 pixels.
 */
export function deepLabLevelsFor(size: number): number {
  return size >= 128 ? 3 : 2;
}

/**
 * DeepLabv3+ (Chen et al. 2018) for small images: an encoder of 3x3 convolutions with batch normalisation and
 * max-pooling, an atrous spatial pyramid on its features, and a decoder that concatenates the pyramid's
 * output, enlarged to half the resolution, with the encoder's features there. The logits at half resolution
 * are enlarged bilinearly.
 *
 * The published network starts at a quarter of the resolution, which would lose structures a few pixels wide.
 * Width w has 950 w^2 weights with two levels (the U-Net at 64 pixels: 2090 w^2) and takes 100 w^2
 * multiplications per pixel (the U-Net: 185 w^2).
 */
export class DeepLabSegmenter implements SegmenterNetwork {
  readonly kind = 'deeplab';
  readonly parameters: Parameters;

  /** @throws Error when the number of levels is not 2 or 3, or the size does not suit it */
  constructor(
    readonly shape: SegmenterShape,
    random: Random,
  ) {
    const { levels, width, classes } = shape;
    if (levels !== 2 && levels !== 3) {
      throw new Error(`DeepLabSegmenter: the number of levels must be 2 or 3, not ${levels}.`);
    }
    checkShape('DeepLabSegmenter', shape, MIN_FEATURES);
    this.parameters = new Parameters(random);
    declareContractingPath(this.parameters, shape, levels + 1);
    declarePyramid(this.parameters, 'pyramid', width * 2 ** levels, 4 * width);
    // Few channels, so that the low-level features do not outweigh the pyramid's.
    declareConvolution(this.parameters, 'low', 2 * width, width, 1);
    declareBlock(this.parameters, 'up', 5 * width, 2 * width);
    declareLinear(this.parameters, 'logits', 2 * width, classes, { bias: true });
  }

  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    checkImage('DeepLabSegmenter', this.shape, x);
    const { parameters } = this;
    const { levels } = this.shape;
    const features = contractingPath(parameters, x, levels + 1, mode);
    const low = convolutionLayer(parameters, 'low', features[1], mode);
    let y = spatialPyramid(parameters, 'pyramid', features[levels], mode);
    for (let level = levels; level > 1; level--) y = upsample2(y, 'bilinear');
    y = convolutionBlock(parameters, 'up', concatenate(y, low), mode);
    return upsample2(linearLayer(parameters, 'logits', y, { bias: true }), 'bilinear');
  }
}
