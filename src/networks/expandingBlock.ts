import type * as tf from '@tensorflow/tfjs';
import { concatenate } from '../ops/concatenate';
import { upsample2 } from '../ops/upsample2';
import { channelsAt } from './channelsAt';
import { convolutionBlock, convolutionLayer, declareBlock, declareConvolution } from './convolutionLayer';
import type { NormalisationMode } from './normalisationLayer';
import type { Parameters } from './Parameters';

/** Declares the weights of {@link expandingBlock}. */
export function declareExpandingBlock(parameters: Parameters, width: number, level: number): void {
  const outputs = channelsAt(width, level);
  declareConvolution(parameters, `up${level}.grow`, channelsAt(width, level + 1), outputs);
  declareBlock(parameters, `up${level}`, 2 * outputs, outputs);
}

/**
 * A step of the U-Net's decoder: doubles the resolution, concatenates the skip and applies a convolution
 * block.
 *
 * @param level the level of the skip; `x` is from the level below
 * @param x [batch, rows, columns, in]
 * @param skip [batch, 2 rows, 2 columns, out]
 * @returns shape of `skip`
 */
export function expandingBlock(
  parameters: Parameters,
  level: number,
  x: tf.Tensor4D,
  skip: tf.Tensor4D,
  mode: NormalisationMode,
): tf.Tensor4D {
  const y = convolutionLayer(parameters, `up${level}.grow`, upsample2(x), mode);
  return convolutionBlock(parameters, `up${level}`, concatenate(skip, y), mode);
}
