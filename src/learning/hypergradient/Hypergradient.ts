import type * as tf from '@tensorflow/tfjs';
import type { OuterProblem } from './OuterProblem';

/**
 * The gradient of the validation loss behind the segmenter's step by the outer variables:
 * -rate * d/da <gradient of the training loss by the weights, v>, v from `validationDirection`.
 *
 * Leaves the segmenter as it was, touches no statistics and reads nothing back from the device.
 *
 * @param direction v, in the order of the segmenter's trainable weights
 * @returns in the order of the outer variables; the caller disposes them
 */
export type Hypergradient = (
  problem: OuterProblem,
  direction: readonly tf.Tensor[],
  outer: readonly tf.Variable[],
) => tf.Tensor[];
