import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../data/random';
import { maxPool2 } from '../ops/maxPool2';
import { attentionGate, declareGate } from './attentionGate';
import { channelsAt } from './channelsAt';
import { checkImage, checkShape } from './checkSegmenter';
import { contractingPath, declareContractingPath } from './contractingPath';
import { convolutionLayer, declareConvolution } from './convolutionLayer';
import { declareExpandingBlock, expandingBlock } from './expandingBlock';
import { declareLinear, linearLayer } from './linearLayer';
import type { NormalisationMode } from './normalisationLayer';
import { Parameters } from './Parameters';
import type { SegmenterNetwork, SegmenterShape } from './SegmenterNetwork';
import { declareTransformer, transformerBlock } from './transformerBlock';

/** Heads of each transformer block, and how many blocks there are. */
export const HEADS = 4;
export const BLOCKS = 2;
/** Standard deviation of the initial position embedding, as in vision transformers. */
const POSITION_DEVIATION = 0.02;

/**
 * U-Net with attention: transformer blocks at the bottom (Dosovitskiy et al. 2021) give every pixel the
 * context of the whole image, as in TransUNet (Chen et al. 2021); attention gates at the skips (Oktay et al.
 * 2018) suppress features that the decoder does not need. Otherwise it equals the U-Net, but with one
 * convolution instead of two at the bottom.
 *
 * Width w has 2660 w^2 weights at 64 pixels (the U-Net: 2090 w^2) and takes 196 w^2 + 32 w multiplications
 * per pixel (the U-Net: 185 w^2).
 */
export class AttentionSegmenter implements SegmenterNetwork {
  readonly kind = 'attention';
  readonly parameters: Parameters;

  /** @throws Error when the size cannot be halved `levels` times or the width does not divide into heads */
  constructor(
    readonly shape: SegmenterShape,
    random: Random,
  ) {
    const { size, levels, width, classes } = shape;
    checkShape('AttentionSegmenter', shape, 1);
    const bottom = channelsAt(width, levels);
    if (bottom % HEADS !== 0) {
      throw new Error(
        `AttentionSegmenter: ${bottom} channels at the bottom do not divide into ${HEADS} heads; ` +
          `choose another width than ${width}.`,
      );
    }
    this.parameters = new Parameters(random);
    declareContractingPath(this.parameters, shape, levels);
    declareConvolution(this.parameters, 'bottom', channelsAt(width, levels - 1), bottom);
    const edge = size / 2 ** levels;
    this.parameters.addNormal('position', [1, edge, edge, bottom], POSITION_DEVIATION);
    for (let block = 0; block < BLOCKS; block++) declareTransformer(this.parameters, `block${block}`, bottom);
    for (let level = levels - 1; level >= 0; level--) {
      const [outputs, coarse] = [channelsAt(width, level), channelsAt(width, level + 1)];
      declareGate(this.parameters, `up${level}.attend`, outputs, coarse);
      declareExpandingBlock(this.parameters, width, level);
    }
    declareLinear(this.parameters, 'logits', width, classes, { bias: true });
  }

  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    checkImage('AttentionSegmenter', this.shape, x);
    const { parameters } = this;
    const { levels } = this.shape;
    const skips = contractingPath(parameters, x, levels, mode);
    const bottom = convolutionLayer(parameters, 'bottom', maxPool2(skips[levels - 1]), mode);
    let y = bottom.add<tf.Tensor4D>(parameters.get<tf.Tensor4D>('position'));
    for (let block = 0; block < BLOCKS; block++) y = transformerBlock(parameters, `block${block}`, y, HEADS);
    for (let level = levels - 1; level >= 0; level--) {
      const skip = attentionGate(parameters, `up${level}.attend`, skips[level], y, mode);
      y = expandingBlock(parameters, level, y, skip, mode);
    }
    return linearLayer(parameters, 'logits', y, { bias: true });
  }
}
