import type * as tf from '@tensorflow/tfjs';
import { convolve } from '../ops/convolve';
import type { Parameters } from './Parameters';

/**
 * Declares the weights of {@link linearLayer}: a filter that preserves the scale and, with `bias`, an offset.
 */
export function declareLinear(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  { bias }: { bias: boolean },
): void {
  parameters.addNormal(`${name}.filter`, [1, 1, inputs, outputs], Math.sqrt(1 / inputs));
  if (bias) parameters.addConstant(`${name}.bias`, [outputs], 0);
}

/**
 * Applies the same linear map at every pixel.
 *
 * @param x [batch, rows, columns, in]
 * @returns [batch, rows, columns, out]
 */
export function linearLayer(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  { bias }: { bias: boolean },
): tf.Tensor4D {
  const filter = parameters.get<tf.Tensor4D>(`${name}.filter`);
  return convolve(x, filter, { bias: bias ? parameters.get<tf.Tensor1D>(`${name}.bias`) : undefined });
}
