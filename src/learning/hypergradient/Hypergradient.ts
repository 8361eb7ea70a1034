import type * as tf from '@tensorflow/tfjs';
import type { OuterProblem } from './OuterProblem';

/**
 * The gradient of the validation loss after the segmenter's step with respect to the outer variables a:
 * -rate * d/da <gradient of the training loss by the weights, v>, with v from `validationDirection`.
 *
 * Leaves the segmenter and its statistics unchanged and reads nothing from the device.
 *
 * @param direction v, in the order of the segmenter's trainable weights
 * @returns gradients in the order of the outer variables; the caller disposes them
 */
export type Hypergradient = (
  problem: OuterProblem,
  direction: readonly tf.Tensor[],
  outer: readonly tf.Variable[],
) => tf.Tensor[];
