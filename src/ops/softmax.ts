import * as tf from '@tensorflow/tfjs';
import type { Save } from './runKernel';

/**
 * exp(x_i) / sum exp(x_j) over the last axis, differentiable any number of times. The stock operation is so only
 * once: its gradient uses the saved output, which TF.js's tape does not connect with the input again.
 */
export function softmax<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [tf.Tensor, Save];
    save([a]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
      const p = softmax(saved);
      return p.mul(dy.sub(dy.mul(p).sum(-1, true)));
    };
    return { value: tf.softmax(a), gradFunc };
  });
  return operation(x) as T;
}
