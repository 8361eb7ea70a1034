import * as tf from '@tensorflow/tfjs';
import { attention } from '../../src/ops/attention';
import { gelu } from '../../src/ops/gelu';
import { layerNormalise } from '../../src/ops/layerNormalise';
import { describeOnBackends } from '../support/backends';
import { derivatives, differenceError, input, onCpu, operation, relativeL2 } from '../support/derivatives';

describeOnBackends('operations of transformers', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it('attention is a weighted mean of values in each head', async () => {
    const [heads, depth, pixels] = [2, 3, 6];
    const inputs = [1, 2, 3].map((seed) => input([2, 2, 3, heads * depth], seed));
    const [query, key, value] = inputs.map(({ values }) => values);
    const expected = new Float32Array(value.length);
    const at = (image: number, pixel: number, head: number) =>
      (image * pixels + pixel) * heads * depth + head * depth;
    for (const image of [0, 1])
      for (const head of [0, 1])
        for (let from = 0; from < pixels; from++) {
          const weights = Array.from({ length: pixels }, (_, to) => {
            let score = 0;
            for (let c = 0; c < depth; c++)
              score += query[at(image, from, head) + c] * key[at(image, to, head) + c];
            return Math.exp(score / Math.sqrt(depth));
          });
          const sum = weights.reduce((a, b) => a + b);
          for (let to = 0; to < pixels; to++)
            for (let c = 0; c < depth; c++)
              expected[at(image, from, head) + c] += (weights[to] / sum) * value[at(image, to, head) + c];
        }
    const [actual] = await derivatives(ours(heads), inputs, 0);
    expect(relativeL2([actual], [expected])).toBeLessThan(1e-5);
  });

  const ours = (heads: number) =>
    operation((query: tf.Tensor4D, key: tf.Tensor4D, value: tf.Tensor4D) =>
      attention(query, key, value, heads),
    );

  it.each([1, 2, 4])('attention of %d heads has right first and second gradients', async (heads) => {
    const inputs = [1, 2, 3].map((seed) => input([2, 2, 3, 4], seed));
    expect(await differenceError(ours(heads), inputs, 1)).toBeLessThan(1e-3);
    expect(await differenceError(ours(heads), inputs, 2)).toBeLessThan(2e-3);
  });

  const normalised = operation((x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D) =>
    layerNormalise(x, gamma, beta),
  );
  // Composed of stock operations that are twice differentiable.
  const stock = operation((x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D) => {
    const centred = x.sub(x.mean(3, true));
    return centred.mul(centred.square().mean(3, true).add(1e-5).rsqrt()).mul(gamma).add(beta);
  });

  it.each([
    [2, 3, 2, 8],
    [1, 1, 5, 3],
  ])('layer normalisation of [%d, %d, %d, %d]: value, first and second gradients', async (...shape) => {
    const inputs = [input(shape, 1, 2, 1), input([shape[3]], 2), input([shape[3]], 3)];
    const expected = await onCpu(() => derivatives(stock, inputs, 2));
    expect(relativeL2(await derivatives(normalised, inputs, 2), expected)).toBeLessThan(1e-4);
    expect(await differenceError(normalised, inputs, 2)).toBeLessThan(2e-3);
  });

  it('gelu is near its definition and differentiable twice', async () => {
    const x = input([3, 4], 1);
    const [values] = await derivatives((a) => gelu(a), [x], 0);
    const [expected] = await onCpu(() =>
      derivatives((a) => a.mul(a.div(Math.SQRT2).erf().add(1).div(2)), [x], 0),
    );
    values.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(0.021));
    expect(await differenceError((a) => gelu(a), [x], 1)).toBeLessThan(1e-3);
    expect(await differenceError((a) => gelu(a), [x], 2)).toBeLessThan(1e-3);
  });

  it('name what does not fit', () => {
    const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 6]);
    expect(() => attention(x, x, tf.zeros([1, 2, 3, 6]), 2)).toThrow(/must agree, .*\[1, 2, 3, 6\]/);
    expect(() => attention(x, x, x, 4)).toThrow(/6 channels do not divide into 4 heads/);
    expect(() => layerNormalise(x, tf.ones([2]), tf.zeros([6]))).toThrow(
      /must be \[6\], not \[2\] and \[6\]/,
    );
  });
});
