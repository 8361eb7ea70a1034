import * as tf from '@tensorflow/tfjs';
import { length } from './weightSpace';

/**
 * Distance of both evaluations along the direction v: epsilon = 0.1 / |v|. The usual 0.01 (Liu et al. 2019)
 * is too small: there, single kinks of ReLU and max-pooling dominate. On a smooth network the distance hardly
 * matters; the README lists measurements with a U-Net.
 */
const PROBE_RADIUS = 0.1;

/** Keeps 0.1 / |v| finite if v is zero. */
const MIN_LENGTH = 1e-20;

/** The step size epsilon = radius / |direction| of finite differences; stays on the device. */
export function probeDistance(direction: readonly tf.Tensor[], radius = PROBE_RADIUS): tf.Scalar {
  return tf.scalar(radius).div<tf.Scalar>(length(direction).maximum(MIN_LENGTH));
}
