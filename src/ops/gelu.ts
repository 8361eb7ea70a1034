import type * as tf from '@tensorflow/tfjs';
import { sigmoid } from './sigmoid';

/**
 * The Gaussian error linear unit in its logistic form, x / (1 + e^(-1.702 x)) (Hendrycks and Gimpel 2016).
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  return x.mul(sigmoid(x.mul(1.702)));
}
