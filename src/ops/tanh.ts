import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/** Hyperbolic tangent, differentiable any number of times; the stock operation only once, see `softmax.ts`. */
export function tanh<T extends tf.Tensor>(x: T): T {
  return withGradient(x, tf.tanh<T>, (saved, dy) => dy.sub(dy.mul(tanh(saved).square())));
}
