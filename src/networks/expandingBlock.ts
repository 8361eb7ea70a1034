import type * as tf from '@tensorflow/tfjs';
import { concatenate } from '../ops/concatenate';
import { upsample2 } from '../ops/upsample2';
import { convolutionBlock, convolutionLayer, declareBlock, declareConvolution } from './convolutionLayer';
import type { NormalisationMode } from './normalisationLayer';
import type { Parameters } from './Parameters';

/** Declares the weights of {@link expandingBlock}. */
export function declareExpandingBlock(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
): void {
  declareConvolution(parameters, `${name}.grow`, inputs, outputs);
  declareBlock(parameters, name, 2 * outputs, outputs);
}

/**
 * A step of the U-Net's decoder: doubles the resolution, concatenates the skip and applies a convolution
 * block.
 *
 * @param x [batch, rows, columns, in]
 * @param skip [batch, 2 rows, 2 columns, out]
 * @returns shape of `skip`
 */
export function expandingBlock(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  skip: tf.Tensor4D,
  mode: NormalisationMode,
): tf.Tensor4D {
  const y = convolutionLayer(parameters, `${name}.grow`, upsample2(x), mode);
  return convolutionBlock(parameters, name, concatenate(skip, y), mode);
}
