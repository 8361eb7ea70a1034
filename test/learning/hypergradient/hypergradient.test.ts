import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../../src/data/random';
import { exactHypergradient } from '../../../src/learning/hypergradient/exactHypergradient';
import { finiteDifferences } from '../../../src/learning/hypergradient/finiteDifferences';
import type { OuterProblem } from '../../../src/learning/hypergradient/OuterProblem';
import { validationDirection } from '../../../src/learning/hypergradient/validationDirection';
import { segmentationLoss } from '../../../src/ops/segmentationLoss';
import { describeOnWasm } from '../../support/backends';
import { cosine, errorOf, numericGradient, setValues, values } from './compare';
import { smoothProblem } from './smoothProblem';

/**
 * Step of the outer variables in the finite differences: larger ones cross kinks of the generator, smaller
 * ones are lost in the rounding of the loss.
 */
const STEP = 0.02;

/**
 * Takes one training step, validates, and reverts the step: the hypergradient is the derivative of this loss.
 */
async function validationLossAfterStep(problem: OuterProblem, factors?: Float32Array[]): Promise<number> {
  const weights = problem.segmenter.parameters.trainable;
  const own = await Promise.all(weights.map(async (weight) => Float32Array.from(await weight.data())));
  const { value, grads } = tf.variableGrads(() => {
    const losses = problem.training.map(({ images, masks, weight = 1 }) => {
      const x = typeof images === 'function' ? images() : images;
      const factor = typeof weight === 'function' ? weight() : tf.scalar(weight);
      return segmentationLoss(problem.segmenter.forward(x, 'train'), masks).mul<tf.Scalar>(factor);
    });
    return losses.reduce((sum, loss) => sum.add(loss));
  }, weights);
  for (const [i, weight] of weights.entries()) {
    const gradient = await grads[weight.name].data();
    setValues(
      weight,
      own[i].map((w, j) => w - problem.rate * (factors?.[i][j] ?? 1) * gradient[j]),
    );
  }
  const { images, masks } = problem.validation;
  const loss = segmentationLoss(problem.segmenter.forward(images, 'train'), masks);
  const [result] = await loss.data();
  weights.forEach((weight, i) => setValues(weight, own[i]));
  tf.dispose([value, grads, loss]);
  return result;
}

describeOnWasm('hypergradient of a smooth problem', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.each(['architecture', 'mixing', 'strength'] as const)(
    'by %s is the derivative of a step',
    async (which) => {
      const { problem, outer } = smoothProblem();
      const variables = outer[which];
      const { direction, loss } = validationDirection(problem);
      const expected = await validationLossAfterStep(problem);
      expect((await loss.data())[0]).toBeCloseTo(expected, 5);
      const numeric = await numericGradient(variables, () => validationLossAfterStep(problem), STEP);
      for (const hypergradient of [finiteDifferences, exactHypergradient]) {
        const gradient = await values(hypergradient(problem, direction, variables));
        expect(cosine(gradient, numeric)).toBeGreaterThan(0.99);
        expect(errorOf(gradient, numeric)).toBeLessThan(2e-2);
      }
    },
  );

  it("counts what the segmenter's optimiser makes of its gradient", async () => {
    const { problem, all } = smoothProblem();
    const random = seededRandom(9);
    const factors = problem.segmenter.parameters.trainable.map(({ size }) =>
      Float32Array.from({ length: size }, () => 0.2 + 2 * random()),
    );
    const precondition = (gradients: tf.Tensor[]) =>
      gradients.map((gradient, i) => gradient.mul(tf.tensor(factors[i].slice(), gradient.shape)));
    const preconditioned = { ...problem, precondition };
    const { direction } = validationDirection(preconditioned);
    const numeric = await numericGradient(all, () => validationLossAfterStep(problem, factors), STEP);
    for (const hypergradient of [finiteDifferences, exactHypergradient]) {
      const gradient = await values(hypergradient(preconditioned, direction, all));
      expect(errorOf(gradient, numeric)).toBeLessThan(2e-2);
      const plain = await values(hypergradient(problem, validationDirection(problem).direction, all));
      expect(errorOf(plain, numeric)).toBeGreaterThan(0.1);
    }
  });

  it('takes the validation gradient at the present weights without look-ahead', async () => {
    const { problem } = smoothProblem();
    const weights = problem.segmenter.parameters.trainable;
    const { images, masks } = problem.validation;
    const lossOf = () => segmentationLoss(problem.segmenter.forward(images, 'train'), masks);
    const { value, grads } = tf.variableGrads(lossOf, weights);
    const { direction, loss } = validationDirection({ ...problem, lookAhead: false });
    expect(await values([loss])).toEqual(await values([value]));
    expect(await values(direction)).toEqual(await values(weights.map(({ name }) => grads[name])));
    const ahead = validationDirection(problem);
    expect(errorOf(await values(ahead.direction), await values(direction))).toBeGreaterThan(0.1);
  });

  it('is 0 by what no group uses, and where nothing is to be learnt', async () => {
    const { problem, outer } = smoothProblem();
    const unused = tf.variable(tf.ones([2]));
    const { direction } = validationDirection(problem);
    for (const hypergradient of [finiteDifferences, exactHypergradient]) {
      expect(await values(hypergradient(problem, direction, [unused]))).toEqual([0, 0]);
      const nothing = direction.map((tensor) => tf.zerosLike(tensor));
      const gradients = await values(hypergradient(problem, nothing, outer.mixing));
      expect(gradients[0]).toBeCloseTo(0, 20);
      const [constant] = problem.training.slice(-1);
      const fixed = { ...problem, training: [constant] };
      expect(await values(hypergradient(fixed, direction, outer.strength))).toEqual([0]);
    }
  });
});
