import * as tf from '@tensorflow/tfjs';
import { gradientsBy } from './gradientsBy';
import type { GroupCotangent } from './groupCotangents';
import { imagesOf, weightOf } from './trainingLoss';

/**
 * One vector-Jacobian product: maps gradients with respect to the groups' images and weights to gradients
 * with respect to the variables that determine them.
 *
 * @returns gradients in the order of the variables; the caller disposes them
 */
export function pullBack(
  cotangents: readonly GroupCotangent[],
  variables: readonly tf.Variable[],
): tf.Tensor[] {
  return gradientsBy(variables, () => {
    const terms = cotangents.flatMap(({ group, images, weight }) => [
      ...(images ? [imagesOf(group).mul(images).sum<tf.Scalar>()] : []),
      ...(weight ? [weightOf(group).mul<tf.Scalar>(weight)] : []),
    ]);
    return terms.reduce<tf.Scalar>((sum, term) => sum.add(term), tf.scalar(0));
  });
}
