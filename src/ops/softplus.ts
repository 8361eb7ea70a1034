import * as tf from '@tensorflow/tfjs';
import { sigmoid } from './sigmoid';
import { withGradient } from './withGradient';

/** log(1 + e^x) without overflow. Differentiable any number of times; TF.js's own operation only twice. */
export function softplus<T extends tf.Tensor>(x: T): T {
  return withGradient(x, tf.softplus<T>, (saved, dy) => dy.mul(sigmoid(saved)));
}
