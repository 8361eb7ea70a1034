import * as tf from '@tensorflow/tfjs';
import { affine } from '../../src/ops/affine';
import { normalise, normaliseWith } from '../../src/ops/normalise';
import { describeOnWasm } from '../support/backends';
import type { Input } from '../support/derivatives';
import { derivatives, differenceError, input, onCpu, operation, relativeL2 } from '../support/derivatives';
import { randomTensor } from '../support/gradients';

type Over = 'batch' | 'instance';
type Weights = [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];

/** Composed of stock operations that are twice differentiable: none of them saves its output. */
const stock = (over: Over, slope: number) =>
  operation((x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D) => {
    const axes = over === 'batch' ? [0, 1, 2] : [1, 2];
    const centred = x.sub(x.mean(axes, true));
    const variance = centred.square().mean(axes, true);
    const y = centred.mul(variance.add(1e-5).rsqrt()).mul(gamma).add(beta);
    return y.relu().sub(y.neg().relu().mul(slope));
  });
const ours = (over: Over, slope: number) =>
  operation((...[x, gamma, beta]: Weights) => normalise(x, gamma, beta, { over, slope }).y);

const weights = (channels: number): Input[] => [input([channels], 2), input([channels], 3)];

describeOnWasm('normalisation', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const cases = (
    [
      [3, 4, 4, 5],
      [1, 5, 3, 1],
      [2, 7, 5, 12],
    ] as const
  ).flatMap((shape) =>
    (['batch', 'instance'] as const).flatMap((over) =>
      [0, 0.2, 1].map((slope) => [over, shape, slope] as const),
    ),
  );

  it.each(cases)('over %s of %j, slope %d: value, first and second gradients', async (over, shape, slope) => {
    const inputs = [input([...shape], 1), ...weights(shape[3])];
    const expected = await onCpu(() => derivatives(stock(over, slope), inputs, 2));
    const actual = await derivatives(ours(over, slope), inputs, 2);
    expect(relativeL2(actual.slice(0, 1), expected.slice(0, 1))).toBeLessThan(1e-5);
    expect(relativeL2(actual, expected)).toBeLessThan(1e-4);
  });

  it.each(['batch', 'instance'] as const)('over %s agrees with finite differences', async (over) => {
    const inputs = [input([2, 3, 4, 3], 1), ...weights(3)];
    // Without the rectifier's kink, which the comparison above covers.
    expect(await differenceError(ours(over, 1), inputs, 1)).toBeLessThan(1e-3);
    expect(await differenceError(ours(over, 1), inputs, 2)).toBeLessThan(1e-3);
    expect(await differenceError(ours(over, 0.2), inputs, 1, 1e-3)).toBeLessThan(2e-3);
  });

  it('equals tf.batchNorm, and measures what tf.moments does', async () => {
    const given = [input([3, 4, 4, 5], 1, 3, 7), ...weights(5)];
    const run = (f: (...x: Weights) => tf.Tensor) => derivatives(operation(f), given, 0);
    const expected = await onCpu(() =>
      run((x, gamma, beta) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, 1e-5);
      }),
    );
    expect(relativeL2(await run((...x) => normalise(...x).y), expected)).toBeLessThan(1e-5);
    for (const which of ['mean', 'variance'] as const) {
      const moments = await onCpu(() => run((x) => tf.moments(x, [0, 1, 2])[which]));
      expect(relativeL2(await run((...x) => normalise(...x)[which]), moments)).toBeLessThan(1e-5);
      const each = await onCpu(() => run((x) => tf.moments(x, [1, 2])[which]));
      const options = { over: 'instance' } as const;
      expect(relativeL2(await run((...x) => normalise(...x, options)[which]), each)).toBeLessThan(1e-5);
    }
  });

  it('survives a large offset and a constant channel', async () => {
    const offset = [input([2, 8, 8, 3], 1, 1, 1000), ...weights(3)];
    const plain = offset.map((given, i) =>
      i > 0 ? given : { ...given, values: given.values.map((v) => v - 1000) },
    );
    const [shifted] = await derivatives(ours('batch', 1), offset, 0);
    const [centred] = await derivatives(ours('batch', 1), plain, 0);
    expect(relativeL2([shifted], [centred])).toBeLessThan(1e-4);
    const flat = [{ shape: [2, 3, 3, 3], values: new Float32Array(54).fill(3) }, ...weights(3)];
    const results = await derivatives(ours('batch', 0), flat, 1);
    for (const values of results) expect(values.every(Number.isFinite)).toBe(true);
  });

  it('affine is a scaled and offset rectifier, to second order', async () => {
    const inputs = [input([2, 3, 5, 4], 1), ...weights(4)];
    for (const slope of [0, 0.2, 1]) {
      const expected = await onCpu(() =>
        derivatives(
          (x, scale, offset) => {
            const y = x.mul(scale).add(offset);
            return y.relu().sub(y.neg().relu().mul(slope));
          },
          inputs,
          2,
        ),
      );
      const f = operation((...[x, scale, offset]: Weights) => affine(x, scale, offset, slope));
      expect(relativeL2(await derivatives(f, inputs, 2), expected)).toBeLessThan(1e-5);
    }
  });

  it('normaliseWith applies given statistics', async () => {
    const inputs = [input([2, 3, 5, 4], 1), ...weights(4), input([4], 5), input([4], 6, 0.1, 2)];
    type All = [...Weights, tf.Tensor1D, tf.Tensor1D];
    const f = operation((...[x, gamma, beta, mean, variance]: All) =>
      normaliseWith(x, { mean, variance }, gamma, beta, 0.2),
    );
    const expected = await onCpu(() =>
      derivatives(
        operation((...[x, gamma, beta, mean, variance]: All) =>
          tf.leakyRelu(tf.batchNorm(x, mean, variance, beta, gamma, 1e-5), 0.2),
        ),
        inputs,
        0,
      ),
    );
    expect(relativeL2(await derivatives(f, inputs, 0), expected)).toBeLessThan(1e-5);
  });

  it('names what does not fit', () => {
    const x = randomTensor<tf.Tensor4D>([1, 2, 2, 3], 1);
    expect(() => normalise(x, tf.zeros([2]), tf.zeros([3]))).toThrow(
      /normalise: for an image \[1, 2, 2, 3\].*must be \[3\], not \[2\] and \[3\]/,
    );
    expect(() => affine(x, tf.zeros([3]), tf.zeros([4]))).toThrow(/affine: .*\[3\], not \[3\] and \[4\]/);
  });
});
