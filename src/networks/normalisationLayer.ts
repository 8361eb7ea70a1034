import type * as tf from '@tensorflow/tfjs';
import { normalise, normaliseWith } from '../ops/normalise';
import type { LayerStatistics, Parameters } from './Parameters';

/**
 * How normalisation layers behave: `train` uses the batch's statistics, `predict` the stored ones, and a recorder
 * uses the batch's and hands them out, for {@link measureStatistics}.
 */
export type NormalisationMode = 'train' | 'predict' | ((name: string, statistics: LayerStatistics) => void);

/**
 * Applies the normalisation layer `name` and the rectification behind it.
 *
 * @param slope factor of negative values: 0 is ReLU, 1 none
 */
export function normaliseLayer(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  mode: NormalisationMode,
  slope: number,
): tf.Tensor4D {
  const gamma = parameters.get<tf.Tensor1D>(`${name}.gamma`);
  const beta = parameters.get<tf.Tensor1D>(`${name}.beta`);
  if (mode === 'predict') return normaliseWith(x, parameters.getStatistics(name), gamma, beta, slope);
  const { y, mean, variance } = normalise(x, gamma, beta, { slope });
  if (mode !== 'train') mode(name, { mean: mean.as1D(), variance: variance.as1D() });
  return y;
}
