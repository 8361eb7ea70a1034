import * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { gradientsBy } from './gradientsBy';
import type { Hypergradient } from './Hypergradient';
import { imagesOf, lossOn, outerGroups, weightOf } from './trainingLoss';
import { dot } from './weightSpace';

/**
 * The hypergradient as the gradient of the segmenter's gradient. It is exact but keeps the activations of
 * both passes, so it needs more memory and usually more time than finite differences.
 */
export const exactHypergradient: Hypergradient = (problem, direction, outer) =>
  gradientsBy(outer, () => {
    const slopes = outerGroups(problem).map((group) => {
      const images = imagesOf(group);
      const weights = problem.segmenter.parameters.trainable;
      const { gradients } = lossAndGradients(() => lossOn(problem, images, group), weights);
      // The weight stays outside the inner gradient: if only the weight depends on the outer variables, first
      // order is sufficient.
      return weightOf(group).mul<tf.Scalar>(dot(gradients, direction));
    });
    return slopes.reduce<tf.Scalar>((sum, slope) => sum.add(slope), tf.scalar(0)).mul(-problem.rate);
  });
