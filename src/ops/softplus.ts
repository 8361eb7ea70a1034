import * as tf from '@tensorflow/tfjs';
import type { Save } from './runKernel';
import { sigmoid } from './sigmoid';

/** log(1 + e^x) without overflow, differentiable any number of times; the stock operation only twice. */
export function softplus<T extends tf.Tensor>(x: T): T {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [tf.Tensor, Save];
    save([a]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => dy.mul(sigmoid(saved));
    return { value: tf.softplus(a), gradFunc };
  });
  return operation(x) as T;
}
