import type * as tf from '@tensorflow/tfjs';
import { convolve } from '../ops/convolve';
import { FoldedLayers } from './FoldedLayers';
import type { NormalisationMode } from './normalisationLayer';
import { normaliseLayer } from './normalisationLayer';
import type { Parameters } from './Parameters';

/**
 * Declares the weights of {@link convolutionLayer}.
 *
 * @param kernel edge of the square kernel, odd
 */
export function declareConvolution(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  kernel: 1 | 3 = 3,
): void {
  // He et al. 2015: this variance preserves the scale of rectified activations. No bias: normalisation would
  // remove it.
  const deviation = Math.sqrt(2 / (kernel * kernel * inputs));
  parameters.addNormal(`${name}.filter`, [kernel, kernel, inputs, outputs], deviation);
  parameters.addNormalisation(`${name}.norm`, outputs);
}

/**
 * Convolution that keeps the size, then batch normalisation and ReLU.
 *
 * @param x [batch, rows, columns, in]
 * @param dilation distance between the kernel's taps, pixels
 * @returns [batch, rows, columns, out]
 */
export function convolutionLayer(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  mode: NormalisationMode,
  dilation = 1,
): tf.Tensor4D {
  const filter = parameters.get<tf.Tensor4D>(`${name}.filter`);
  const reach = (dilation * (filter.shape[0] - 1)) / 2;
  const padding = [reach, reach, reach, reach] as const;
  if (mode instanceof FoldedLayers) {
    const { filter: folded, bias } = mode.convolution(parameters, name);
    return convolve(x, folded, { dilation, padding, bias, slope: 0 });
  }
  const y = convolve(x, filter, { dilation, padding, isNormalised: mode !== 'predict' });
  return normaliseLayer(parameters, `${name}.norm`, y, mode, 0);
}

/** Declares the weights of {@link convolutionBlock}. */
export function declareBlock(parameters: Parameters, name: string, inputs: number, outputs: number): void {
  declareConvolution(parameters, `${name}.a`, inputs, outputs);
  declareConvolution(parameters, `${name}.b`, outputs, outputs);
}

/**
 * Two 3x3 {@link convolutionLayer}s.
 *
 * @param x [batch, rows, columns, in]
 * @returns [batch, rows, columns, out]
 */
export function convolutionBlock(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  mode: NormalisationMode,
): tf.Tensor4D {
  return convolutionLayer(parameters, `${name}.b`, convolutionLayer(parameters, `${name}.a`, x, mode), mode);
}
