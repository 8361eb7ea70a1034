import * as tf from '@tensorflow/tfjs';
import { Kernel } from '../backends/kernels/contract';
import { linear } from './linear';
import type { Save } from './runKernel';
import { runKernel } from './runKernel';

/**
 * x where it is positive, else slope * x: ReLU with slope 0, LeakyReLU with 0.2. At 0 the gradient is that of the
 * negative side. Differentiable any number of times; after `normalise`, fuse it there instead.
 */
export function rectify<T extends tf.Tensor>(x: T, slope = 0): T {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [tf.Tensor, Save];
    save([a]);
    return {
      value: runKernel<tf.Tensor>(Kernel.Rectify, { x: a }, { slope }),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => rectifyGradient(saved, dy, slope),
    };
  });
  return operation(x) as T;
}

/**
 * dy where x is positive, else slope * dy. Linear in dy and its own adjoint; by x it is constant almost everywhere, so
 * that x counts as a constant.
 */
export function rectifyGradient<T extends tf.Tensor>(x: tf.Tensor, dy: T, slope: number): T {
  const gate = (value: T, kept: tf.Tensor) =>
    runKernel<T>(Kernel.RectifyGradient, { x: kept, dy: value }, { slope });
  return linear(dy, gate, gate, [x]);
}
