import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient';

/** 1 / (1 + e^-x). Differentiable any number of times; TF.js's own operation only once, see `softmax.ts`. */
export function sigmoid<T extends tf.Tensor>(x: T): T {
  return withGradient(x, tf.sigmoid<T>, (saved, dy) => {
    const s = sigmoid(saved);
    return dy.mul(s.sub(s.square()));
  });
}
