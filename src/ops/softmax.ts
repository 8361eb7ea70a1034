import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/**
 * exp(x_i) / sum exp(x_j) over the last axis. Differentiable any number of times; TF.js's own operation only
 * once, because its gradient uses the saved output, which the tape does not connect to the input.
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
