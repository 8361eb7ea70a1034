import type * as tf from '@tensorflow/tfjs';
import { linear } from './linear';
import { runKernel } from './runKernel';
import { withGradient } from './withGradient';

/**
 * x where it is positive, else slope * x: ReLU with slope 0, LeakyReLU with 0.2. At 0 the gradient is that of
 * the negative side. Differentiable any number of times. After `normalise`, use its fused rectification
 * instead.
 */
export function rectify<T extends tf.Tensor>(x: T, slope = 0): T {
  return withGradient(
    x,
    (a) => runKernel('Rectify', { x: a }, { slope }) as T,
    (saved, dy) => rectifyGradient(saved, dy, slope),
  );
}

/**
 * dy where x is positive, else slope * dy. Linear in dy and self-adjoint; its gradient by x is zero almost
 * everywhere, so x is treated as a constant.
 */
export function rectifyGradient<T extends tf.Tensor>(x: tf.Tensor, dy: T, slope: number): T {
  const gate = (value: T, kept: tf.Tensor) =>
    runKernel('RectifyGradient', { x: kept, dy: value }, { slope }) as T;
  return linear(dy, gate, gate, [x]);
}
