import * as tf from '@tensorflow/tfjs';
import type { Save } from './runKernel';

/** Hyperbolic tangent, differentiable any number of times; the stock operation only once, see `softmax.ts`. */
export function tanh<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [tf.Tensor, Save];
    save([a]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.sub(dy.mul(tanh(saved).square()));
    return { value: tf.tanh(a), gradFunc };
  });
  return operation(x) as T;
}
