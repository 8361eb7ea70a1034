import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/**
 * exp(x_i) / sum exp(x_j) over the last axis, differentiable any number of times. The stock operation is so only
 * once: its gradient uses the saved output, which TF.js's tape does not connect with the input again.
 */
export function softmax<T extends tf.Tensor>(x: T): T {
  return withGradient(
    x,
    (a) => tf.softmax(a),
    (saved, dy) => {
      const p = softmax(saved);
      return p.mul(dy.sub(dy.mul(p).sum(-1, true)));
    },
  );
}
