import * as tf from '@tensorflow/tfjs';
import { length } from './weightSpace';

/**
 * How far both probes go along the direction v: epsilon = 0.1 / |v|. The usual 0.01 (Liu et al. 2019) is too near: there
 * single kinks of ReLU and maximum pooling decide. On a smooth network every distance gives the exact value; the
 * README has what was measured on a U-Net.
 */
const PROBE_RADIUS = 0.1;

/** Keeps 0.1 / |v| finite where there is no direction at all. */
const MIN_LENGTH = 1e-20;

/** epsilon for differences along the direction; stays on the device. */
export function probeDistance(direction: readonly tf.Tensor[], radius = PROBE_RADIUS): tf.Scalar {
  return tf.scalar(radius).div<tf.Scalar>(length(direction).maximum(MIN_LENGTH));
}
