import * as tf from '@tensorflow/tfjs';
import { finiteDifferences } from '../../../src/learning/hypergradient/finiteDifferences';
import type { OuterProblem } from '../../../src/learning/hypergradient/OuterProblem';
import { throughGenerator } from '../../../src/learning/hypergradient/throughGenerator';
import { validationDirection } from '../../../src/learning/hypergradient/validationDirection';
import { convolve } from '../../../src/ops/convolve';
import { segmentationLoss } from '../../../src/ops/segmentationLoss';
import { tanh } from '../../../src/ops/tanh';
import { describeOnBackends } from '../../support/backends';
import { randomTensor } from '../../support/gradients';
import { errorOf, numericGradient, setValues, values } from './compare';
import { disks, SmoothSegmenter } from './smoothProblem';

/** A generator of two smooth layers; the outer variable scales its middle channels. */
function tinyGenerator() {
  const scale = tf.variable(tf.tensor1d([0.4, -0.3, 0.8]));
  const first = tf.variable(randomTensor<tf.Tensor4D>([3, 3, 2, 3], 1).mul(0.3));
  const last = tf.variable(randomTensor<tf.Tensor4D>([3, 3, 3, 1], 2).mul(0.3));
  const padding: [number, number, number, number] = [1, 1, 1, 1];
  const generate = (masks: tf.Tensor4D) => {
    const middle = tanh(convolve(masks, first as tf.Tensor as tf.Tensor4D, { padding }));
    return convolve(middle.mul(scale), last as tf.Tensor as tf.Tensor4D, { padding });
  };
  const pairs = disks(3);
  const loss = () => generate(pairs.masks).sub(pairs.images).square().mean<tf.Scalar>();
  return { scale, weights: [first, last], generate, loss };
}

describeOnBackends('hypergradient through the generator', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it('is the derivative of a step of the generator, then one of the segmenter', async () => {
    const { scale, weights, generate, loss } = tinyGenerator();
    const { masks } = disks(4);
    const problem: OuterProblem = {
      segmenter: new SmoothSegmenter(1),
      training: [{ images: () => generate(masks), masks }],
      validation: disks(5, -0.7),
      rate: 0.5,
    };
    const rate = 1;
    const before = weights.map((weight) => weight.add(0));
    const own = await Promise.all(before.map((weight) => weight.data<'float32'>()));
    const stepGenerator = async () => {
      const { grads } = tf.variableGrads(loss, weights);
      for (const [i, weight] of weights.entries()) {
        const gradient = await grads[weight.name].data();
        setValues(
          weight,
          own[i].map((w, j) => w - rate * gradient[j]),
        );
      }
    };
    const segmenterWeights = problem.segmenter.parameters.trainable;
    const started = await Promise.all(segmenterWeights.map((weight) => weight.data<'float32'>()));
    const from = started.map((each) => each.slice());
    const validationLoss = async () => {
      weights.forEach((weight, i) => setValues(weight, Float32Array.from(own[i])));
      await stepGenerator();
      const { grads } = tf.variableGrads(
        () => segmentationLoss(problem.segmenter.forward(generate(masks), 'train'), masks),
        segmenterWeights,
      );
      for (const [i, weight] of segmenterWeights.entries()) {
        const gradient = await grads[weight.name].data();
        setValues(
          weight,
          from[i].map((w, j) => w - problem.rate * gradient[j]),
        );
      }
      const { images, masks: truth } = problem.validation;
      const [result] = await segmentationLoss(problem.segmenter.forward(images, 'train'), truth).data();
      segmenterWeights.forEach((weight, i) => setValues(weight, from[i]));
      return result;
    };
    const numeric = await numericGradient([scale], validationLoss, 0.05);
    weights.forEach((weight, i) => setValues(weight, Float32Array.from(own[i])));
    await stepGenerator();
    const { direction } = validationDirection(problem);
    const after = await values(weights);
    const whole = throughGenerator({ weights, before, loss, rate });
    expect(errorOf(await values(whole(problem, direction, [scale])), numeric)).toBeLessThan(2e-2);
    expect(await values(weights)).toEqual(after);
    // The second term is not negligible here.
    const direct = await values(finiteDifferences(problem, direction, [scale]));
    expect(errorOf(direct, numeric)).toBeGreaterThan(0.1);
  });
});
