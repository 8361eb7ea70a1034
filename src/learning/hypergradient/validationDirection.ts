import * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { atWeights } from './atWeights';
import type { OuterProblem } from './OuterProblem';
import { lossOn, presentGroups, trainingLoss } from './trainingLoss';
import { addScaled } from './weightSpace';

/** The gradient of the validation loss, taken after the segmenter's next step. */
export interface ValidationDirection {
  /** One tensor for each trainable weight of the segmenter, in their order; preconditioned like the step. */
  direction: tf.Tensor[];
  /** The validation loss at the same weights. */
  loss: tf.Scalar;
}

/**
 * The validation gradient v at w' = w - rate * P(gradient of the training loss at w), where P is
 * `precondition`; without look-ahead at w. The step contains P, which is symmetric, so its derivative by the
 * outer variables enters the hypergradient as <P(d gradient), v> = <d gradient, P(v)>. Therefore P is applied
 * to v once, here.
 *
 * Leaves the segmenter unchanged. The caller disposes the result.
 */
export function validationDirection(problem: OuterProblem): ValidationDirection {
  const { segmenter, validation, rate, precondition = (gradients) => gradients, lookAhead = true } = problem;
  const weights = segmenter.parameters.trainable;
  const validate = () => lossAndGradients(() => lossOn(problem, validation.images, validation), weights);
  return tf.tidy(() => {
    const there = () => {
      const training = presentGroups(problem);
      const { gradients } = lossAndGradients(() => trainingLoss({ ...problem, training }), weights);
      return atWeights(weights, addScaled(weights, precondition(gradients), -rate), validate);
    };
    const { loss, gradients } = lookAhead ? there() : validate();
    return { direction: precondition(gradients), loss };
  });
}
