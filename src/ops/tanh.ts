import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/**
 * Hyperbolic tangent. Differentiable any number of times; TF.js's own operation only once, see `softmax.ts`.
 */
export function tanh<T extends tf.Tensor>(x: T): T {
  return withGradient(x, tf.tanh<T>, (saved, dy) => dy.sub(dy.mul(tanh(saved).square())));
}
