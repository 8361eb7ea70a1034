import * as tf from '@tensorflow/tfjs';
import { atWeights } from './atWeights';
import type { OuterProblem, TrainingGroup } from './OuterProblem';
import { probeDistance } from './probeDistance';
import { imagesOf, lossOn, outerGroups, weightOf } from './trainingLoss';
import { addScaled } from './weightSpace';

/** Gradients of the validation loss after the segmenter's step with respect to the inputs of a group. */
export interface GroupCotangent {
  group: TrainingGroup;
  /** With respect to the group's images, of their shape; absent if they are constant. */
  images?: tf.Tensor4D;
  /** With respect to the group's weight; absent if it is constant. */
  weight?: tf.Scalar;
}

/**
 * Finite differences of the segmenter along +-epsilon v. If a group's images depend on the outer variables,
 * only gradients with respect to the input are needed, not with respect to the weights; if only the group's
 * weight does, only forward passes.
 *
 * With one group of synthetic images x this is
 * u = -rate (dL/dx(w + epsilon v) - dL/dx(w - epsilon v)) / (2 epsilon),
 * which needs one vector-Jacobian product of the generator. Differencing the architecture's own gradients
 * (Liu et al. 2019) gives the same but needs two.
 *
 * @param direction v, in the order of the segmenter's trainable weights
 * @param radius |epsilon v|, see `probeDistance`
 * @returns one entry for each group that depends on the outer variables; call within tf.tidy
 */
export function groupCotangents(
  problem: OuterProblem,
  direction: readonly tf.Tensor[],
  radius?: number,
): GroupCotangent[] {
  const weights = problem.segmenter.parameters.trainable;
  const groups = outerGroups(problem).map((group) => ({ group, images: imagesOf(group) }));
  const epsilon = probeDistance(direction, radius);
  const probe = (sign: 1 | -1) =>
    atWeights(weights, addScaled(weights, direction, epsilon.mul<tf.Scalar>(sign)), () =>
      groups.map(({ group, images }) => {
        const lossOf = (x: tf.Tensor4D) => lossOn(problem, x, group);
        if (typeof group.images !== 'function') return { value: lossOf(images), grad: undefined };
        return tf.valueAndGrad(lossOf)(images);
      }),
    );
  const [above, below] = [probe(1), probe(-1)];
  const factor = epsilon.reciprocal().mul<tf.Scalar>(-problem.rate / 2);
  return groups.map(({ group }, i) => {
    const cotangent: GroupCotangent = { group };
    const [a, b] = [above[i], below[i]];
    if (a.grad && b.grad) cotangent.images = a.grad.sub(b.grad).mul<tf.Tensor4D>(factor.mul(weightOf(group)));
    if (typeof group.weight === 'function') cotangent.weight = a.value.sub(b.value).mul<tf.Scalar>(factor);
    return cotangent;
  });
}
