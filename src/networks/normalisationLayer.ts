import type * as tf from '@tensorflow/tfjs';
import type { BatchStatistics } from '../ops/batchNormalise';
import { batchNormalise, batchStatistics, normaliseWith } from '../ops/batchNormalise';
import type { Parameters } from './Parameters';

/**
 * How normalisation layers behave: `train` uses the batch's statistics, `predict` the stored ones, and a recorder
 * uses the batch's and hands them out, for {@link measureStatistics}.
 */
export type NormalisationMode = 'train' | 'predict' | ((name: string, statistics: BatchStatistics) => void);

/** Applies the normalisation layer `name`. */
export function normaliseLayer(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  mode: NormalisationMode,
): tf.Tensor4D {
  const gamma = parameters.get<tf.Tensor1D>(`${name}.gamma`);
  const beta = parameters.get<tf.Tensor1D>(`${name}.beta`);
  if (mode === 'train') return batchNormalise(x, gamma, beta);
  if (mode === 'predict') return normaliseWith(x, parameters.getStatistics(name), gamma, beta);
  const statistics = batchStatistics(x);
  mode(name, statistics);
  return normaliseWith(x, statistics, gamma, beta);
}
