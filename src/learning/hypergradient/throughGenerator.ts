import * as tf from '@tensorflow/tfjs';
import { atWeights } from './atWeights';
import { gradientsBy } from './gradientsBy';
import { groupCotangents } from './groupCotangents';
import type { Hypergradient } from './Hypergradient';
import { probeDistance } from './probeDistance';
import { pullBack } from './pullBack';
import { addScaled } from './weightSpace';

/** The step that led to the generator's current weights g' = g - rate * (gradient of its loss at g). */
export interface GeneratorStep {
  weights: readonly tf.Variable[];
  /**
   * The weights g before the step; if left out, the current weights are used, with an error of the order of
   * the rate.
   */
  before?: readonly tf.Tensor[];
  /**
   * The generator's loss with its current weights and outer variables; must return the same value in each
   * call.
   */
  loss: () => tf.Scalar;
  rate: number;
}

/**
 * Finite differences along the whole chain of Zhang et al. 2025: the architecture affects the synthetic
 * images directly, and also through the generator's own step. With r the gradient of the validation loss with
 * respect to g', pulled back from the images, the second term is -rate * d/da <gradient of the generator's
 * loss at g, r>, computed as -rate (d/da loss(g + e r) - d/da loss(g - e r)) / (2 e). It is the smaller term,
 * because it contains the product of both rates.
 *
 * @returns a hypergradient for outer variables that include those of the generator's loss
 */
export function throughGenerator(step: GeneratorStep): Hypergradient {
  return (problem, direction, outer) =>
    tf.tidy(() => {
      const cotangents = groupCotangents(problem, direction);
      const pulled = pullBack(cotangents, [...outer, ...step.weights]);
      const direct = pulled.slice(0, outer.length);
      const through = generatorTerm(step, pulled.slice(outer.length), outer);
      return direct.map((gradient, i) => gradient.add(through[i]));
    });
}

function generatorTerm(
  { weights, before = weights, loss, rate }: GeneratorStep,
  r: readonly tf.Tensor[],
  outer: readonly tf.Variable[],
): tf.Tensor[] {
  const epsilon = probeDistance(r);
  const probe = (sign: 1 | -1) =>
    atWeights(weights, addScaled(before, r, epsilon.mul<tf.Scalar>(sign)), () => gradientsBy(outer, loss));
  const [above, below] = [probe(1), probe(-1)];
  const factor = epsilon.reciprocal().mul<tf.Scalar>(-rate / 2);
  return above.map((gradient, i) => gradient.sub(below[i]).mul(factor));
}
