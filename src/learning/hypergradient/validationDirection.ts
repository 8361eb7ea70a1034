import * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { atWeights } from './atWeights';
import type { OuterProblem } from './OuterProblem';
import { lossOn, presentGroups, trainingLoss } from './trainingLoss';
import { addScaled } from './weightSpace';

/** Where the validation loss rises fastest, seen from the segmenter's next step. */
export interface ValidationDirection {
  /** Of the segmenter's trainable weights, in their order; preconditioned like the step. */
  direction: tf.Tensor[];
  /** The validation loss there. */
  loss: tf.Scalar;
}

/**
 * The validation gradient v at w' = w - rate * precondition(gradient of the training loss at w); without look-ahead at w.
 * Since the step is w - rate * P(gradient) with a symmetric P, its derivative by the outer variables meets the
 * validation gradient as <P(d gradient), v> = <d gradient, P(v)>: so P is applied to v here, once and for all.
 *
 * Leaves the segmenter as it was. The caller disposes the result.
 */
export function validationDirection(problem: OuterProblem): ValidationDirection {
  const { segmenter, validation, rate, precondition = (gradients) => gradients, lookAhead = true } = problem;
  const weights = segmenter.parameters.trainable;
  const validate = () =>
    lossAndGradients(() => lossOn(problem, validation.images, validation.masks), weights);
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
