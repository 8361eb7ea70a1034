import * as tf from '@tensorflow/tfjs';
import type { Save } from './runKernel';

/** 1 / (1 + e^-x), differentiable any number of times; the stock operation only once, see `softmax.ts`. */
export function sigmoid<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [tf.Tensor, Save];
    save([a]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
      const s = sigmoid(saved);
      return dy.mul(s.sub(s.square()));
    };
    return { value: tf.sigmoid(a), gradFunc };
  });
  return operation(x) as T;
}
