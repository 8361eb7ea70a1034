import * as tf from '@tensorflow/tfjs';
import { atWeights } from './atWeights';
import { gradientsBy } from './gradientsBy';
import { groupCotangents } from './groupCotangents';
import type { Hypergradient } from './Hypergradient';
import { probeDistance } from './probeDistance';
import { pullBack } from './pullBack';
import { addScaled } from './weightSpace';

/** The step that made the generator's present weights g' = g - rate * (gradient of its loss at g). */
export interface GeneratorStep {
  weights: readonly tf.Variable[];
  /** g, where they are still known; the present weights stand in for them, which differs by the order of the rate. */
  before?: readonly tf.Tensor[];
  /** The generator's loss with its present weights and outer variables; the same in each call. */
  loss: () => tf.Scalar;
  rate: number;
}

/**
 * Finite differences along the whole chain of Zhang et al. 2025: the architecture acts on the synthetic images directly,
 * and through the generator's own step that it shaped. With r the gradient of the validation loss by g', pulled back
 * from the images, the second term is -rate * d/da <gradient of the generator's loss at g, r>, as
 * -rate (d/da loss(g + e r) - d/da loss(g - e r)) / (2 e). It is the smaller one: both rates multiply in it.
 *
 * @returns a hypergradient for outer variables among which are those that the generator's loss depends on
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
