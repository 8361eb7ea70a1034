import * as tf from '@tensorflow/tfjs';
import type { GradSaver } from './GradSaver';
import { channelMeans } from './channelMeans';

const EPSILON = 1e-5;

/** What a normalisation in training mode measured, for the running statistics; both [channels]. */
export interface BatchStatistics {
  mean: tf.Tensor1D;
  /** Biased variance. */
  variance: tf.Tensor1D;
}

/**
 * Batch normalisation with the statistics of the batch (Ioffe and Szegedy 2015), with their closed-form gradient:
 * dx = gamma / sqrt(var + eps) * (dy - mean(dy) - xhat * mean(dy * xhat)). The gradient recomputes xhat from x, so
 * that it can be differentiated again.
 *
 * @param x [batch, rows, columns, channels]
 * @param gamma scale, [channels]
 * @param beta offset, [channels]
 */
export function batchNormalise(x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [a, scale, offset, save] = inputs as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D, GradSaver];
    save([a, scale]);
    const { mean, variance } = batchStatistics(a);
    // One multiply-add over the image: xhat * gamma + beta = x * k + (beta - mean * k).
    const k = scale.mul(variance.add(EPSILON).rsqrt());
    const value = a.mul(k).add(offset.sub(mean.mul(k)));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [image, weight] = saved as [tf.Tensor4D, tf.Tensor1D];
      const count = image.size / image.shape[3];
      const statistics = batchStatistics(image);
      const inverse = statistics.variance.add(EPSILON).rsqrt();
      const xhat = image.sub(statistics.mean).mul(inverse) as tf.Tensor4D;
      const meanDy = channelMeans(dy as tf.Tensor4D);
      const meanDyXhat = channelMeans(dy.mul(xhat) as tf.Tensor4D);
      const dx = dy.sub(meanDy).sub(xhat.mul(meanDyXhat)).mul(weight.mul(inverse));
      const dGamma = meanDyXhat.mul(count);
      const dBeta = meanDy.mul(count);
      return [dx, dGamma, dBeta];
    };
    return { value, gradFunc };
  });
  return operation(x, gamma, beta) as tf.Tensor4D;
}

/** Mean and biased variance of each channel over batch, rows and columns. */
export function batchStatistics(x: tf.Tensor4D): BatchStatistics {
  const mean = channelMeans(x);
  // Centred before squaring: E[x^2] - E[x]^2 cancels in float32 when the mean is large.
  const variance = channelMeans(x.sub(mean).square() as tf.Tensor4D);
  return { mean, variance };
}

/** Normalisation with stored statistics, for prediction. */
export function normaliseWith(
  x: tf.Tensor4D,
  { mean, variance }: BatchStatistics,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
): tf.Tensor4D {
  const k = gamma.mul(variance.add(EPSILON).rsqrt());
  return x.mul(k).add(beta.sub(mean.mul(k)));
}
