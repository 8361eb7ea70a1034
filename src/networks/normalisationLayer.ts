import type * as tf from '@tensorflow/tfjs';
import { affine } from '../ops/affine';
import { normalise, normaliseWith } from '../ops/normalise';
import { FoldedLayers } from './FoldedLayers';
import type { LayerStatistics, Parameters } from './Parameters';

/**
 * How normalisation layers behave: `train` uses the batch's statistics, `predict` the stored ones,
 * {@link FoldedLayers} the stored ones of weights that do not change from one prediction to the next, and a
 * callback uses the batch's statistics and also receives them, for {@link measureStatistics}.
 */
export type NormalisationMode =
  'train' | 'predict' | FoldedLayers | ((name: string, statistics: LayerStatistics) => void);

/**
 * Applies the normalisation layer `name` and then a rectification.
 *
 * @param x [batch, rows, columns, channels]
 * @param slope factor of negative values: 0 is ReLU, 1 none
 * @param batches number of batches of equal size in `x`, one behind the other; each has statistics of its own
 * @returns shape of `x`
 */
export function normaliseLayer(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  mode: NormalisationMode,
  slope: number,
  batches = 1,
): tf.Tensor4D {
  if (mode instanceof FoldedLayers) {
    const { scale, offset } = mode.affine(parameters, name);
    return affine(x, scale, offset, slope);
  }
  const gamma = parameters.get<tf.Tensor1D>(`${name}.gamma`);
  const beta = parameters.get<tf.Tensor1D>(`${name}.beta`);
  if (mode === 'predict') return normaliseWith(x, parameters.getStatistics(name), gamma, beta, slope);
  if (batches > 1) {
    // Each batch as one tall image.
    const [images, rows, columns, channels] = x.shape;
    const tall = x.reshape<tf.Tensor4D>([batches, (images / batches) * rows, columns, channels]);
    return normalise(tall, gamma, beta, { slope, over: 'instance' }).y.reshape(x.shape);
  }
  const { y, mean, variance } = normalise(x, gamma, beta, { slope });
  if (mode !== 'train') mode(name, { mean: mean.as1D(), variance: variance.as1D() });
  return y;
}
