import type * as tf from '@tensorflow/tfjs';
import { inputChannels } from '../data/Channels';
import { maxPool2 } from '../ops/maxPool2';
import { channelsAt } from './channelsAt';
import { convolutionBlock, declareBlock } from './convolutionLayer';
import type { NormalisationMode } from './normalisationLayer';
import type { Parameters } from './Parameters';
import type { SegmenterShape } from './SegmenterNetwork';

/** Declares the weights of {@link contractingPath}. */
export function declareContractingPath(parameters: Parameters, shape: SegmenterShape, blocks: number): void {
  let inputs = inputChannels(shape);
  for (let level = 0; level < blocks; level++) {
    const outputs = channelsAt(shape.width, level);
    declareBlock(parameters, `down${level}`, inputs, outputs);
    inputs = outputs;
  }
}

/**
 * The encoder that all segmenters share: convolution blocks with max-pooling between them.
 *
 * @param x [batch, size, size, in]
 * @param blocks number of blocks, each at half the resolution of the one before
 * @returns the output of each block, finest first
 */
export function contractingPath(
  parameters: Parameters,
  x: tf.Tensor4D,
  blocks: number,
  mode: NormalisationMode,
): tf.Tensor4D[] {
  const features: tf.Tensor4D[] = [];
  for (let level = 0; level < blocks; level++) {
    const input = level === 0 ? x : maxPool2(features[level - 1]);
    features.push(convolutionBlock(parameters, `down${level}`, input, mode));
  }
  return features;
}
