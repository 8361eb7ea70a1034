import * as tf from '@tensorflow/tfjs';
import type { StockWeights } from './StockWeights';

const EPSILON = 1e-5;

/**
 * Batch normalisation of the layer `name`: with the batch's statistics in training, otherwise with the stored
 * ones.
 */
export function normalise(
  weights: StockWeights,
  name: string,
  x: tf.Tensor4D,
  training: boolean,
): tf.Tensor4D {
  const { mean, variance } = training
    ? tf.moments(x, [0, 1, 2])
    : { mean: weights.get(`${name}.mean`), variance: weights.get(`${name}.variance`) };
  return tf.batchNorm(
    x,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    weights.get<tf.Tensor1D>(`${name}.beta`),
    weights.get<tf.Tensor1D>(`${name}.gamma`),
    EPSILON,
  );
}
