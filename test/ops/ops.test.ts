import * as tf from '@tensorflow/tfjs';
import { batchNormalise } from '../../src/ops/batchNormalise';
import { channelMeans } from '../../src/ops/channelMeans';
import { convolve } from '../../src/ops/convolve';
import { convolveStride2 } from '../../src/ops/convolveStride2';
import { flipKernel } from '../../src/ops/flipKernel';
import { adversarialLoss, l1Loss, leakyRelu, segmentationLoss } from '../../src/ops/losses';
import { averagePool2, maxPool2, upsample2 } from '../../src/ops/resample2';
import { upConvolveMixed } from '../../src/ops/upConvolveMixed';
import { describeOnBackends } from '../support/backends';
import { gradientError, randomTensor, relativeError } from '../support/gradients';

const FORWARD = 1e-4;
const GRADIENT = 1e-3;
const T4 = (shape: number[], seed: number) => randomTensor<tf.Tensor4D>(shape, seed);

describeOnBackends('operations', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.each([
    [3, 5, 7, 3, 2, [1, 1, 1, 1]],
    [1, 4, 4, 5, 3, [0, 0, 0, 0]],
    [4, 6, 5, 1, 1, [1, 2, 0, 3]],
    [5, 8, 8, 2, 6, [2, 2, 2, 2]],
  ] as const)(
    'convolve %dx: %dx%d, %d -> %d channels, padding %j',
    (k, rows, columns, inputs, outputs, padding) => {
      const x = T4([2, rows, columns, inputs], 1);
      const w = T4([k, k, inputs, outputs], 2);
      const [top, bottom, left, right] = padding;
      const explicit: [[number, number], [number, number], [number, number], [number, number]] = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      expect(relativeError(convolve(x, w, padding), tf.conv2d(x, w, 1, explicit))).toBeLessThan(FORWARD);
      expect(
        gradientError((a, b) => convolve(a as tf.Tensor4D, b as tf.Tensor4D, padding), [x, w]),
      ).toBeLessThan(GRADIENT);
    },
  );

  it('convolve refuses padding as large as the kernel', () => {
    expect(() => convolve(T4([1, 4, 4, 1], 1), T4([3, 3, 1, 1], 2), [3, 1, 1, 1])).toThrow(
      /padding \[3, 1, 1, 1\]/,
    );
  });

  it('convolve is differentiable twice', () => {
    const x = T4([1, 5, 5, 2], 1);
    const w = T4([3, 3, 2, 2], 2);
    // g(w) = d/dx sum(conv(x, w)^2): its gradient by w is a second derivative.
    const inner = (b: tf.Tensor) =>
      tf.grad((a) =>
        convolve(a as tf.Tensor4D, b as tf.Tensor4D, [1, 1, 1, 1])
          .square()
          .sum(),
      )(x);
    expect(gradientError(inner, [w], 1e-3)).toBeLessThan(5e-3);
  });

  it('convolveStride2 is a 4x4 convolution of stride 2 and padding 1', () => {
    const x = T4([2, 8, 6, 3], 1);
    const w = T4([4, 4, 3, 5], 2);
    const pad: [[number, number], [number, number], [number, number], [number, number]] = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    expect(relativeError(convolveStride2(x, w), tf.conv2d(x, w, 2, pad))).toBeLessThan(FORWARD);
    expect(gradientError((a, b) => convolveStride2(a as tf.Tensor4D, b as tf.Tensor4D), [x, w])).toBeLessThan(
      GRADIENT,
    );
    expect(() => convolveStride2(T4([1, 5, 6, 3], 1), w)).toThrow(/even, got 5x6/);
  });

  it('upConvolveMixed is the weighted sum of three transposed convolutions', () => {
    const x = T4([2, 4, 3, 5], 1);
    const [k4, k6, k8] = [4, 6, 8].map((k, i) => T4([k, k, 2, 5], 2 + i));
    const architecture = tf.tensor1d([0.3, -0.5, 0.8]);
    const weights = tf.softmax(architecture).arraySync() as number[];
    // Padding 1, 2, 3 of a transposed convolution = cutting 1, 2, 3 pixels off the 'valid' result.
    const expected = tf.addN(
      [k4, k6, k8].map((kernel, i) => {
        const k = 4 + 2 * i;
        const full = tf.conv2dTranspose(x, kernel, [2, 8 + k - 2, 6 + k - 2, 2], 2, 'valid');
        return full.slice([0, i + 1, i + 1, 0], [2, 8, 6, 2]).mul(weights[i]);
      }),
    );
    expect(relativeError(upConvolveMixed(x, { k4, k6, k8 }, architecture), expected)).toBeLessThan(FORWARD);
    const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, d: tf.Tensor, e: tf.Tensor) =>
      upConvolveMixed(
        a as tf.Tensor4D,
        { k4: b as tf.Tensor4D, k6: c as tf.Tensor4D, k8: d as tf.Tensor4D },
        e as tf.Tensor1D,
      );
    const error = gradientError(f as (...i: tf.Tensor[]) => tf.Tensor, [x, k4, k6, k8, architecture]);
    expect(error).toBeLessThan(GRADIENT);
  });

  it('batchNormalise has the statistics and the gradient of batch normalisation', () => {
    const x = T4([3, 4, 4, 5], 1).mul(3).add(7) as tf.Tensor4D;
    const gamma = randomTensor<tf.Tensor1D>([5], 2);
    const beta = randomTensor<tf.Tensor1D>([5], 3);
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    const expected = tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, 1e-5);
    expect(relativeError(batchNormalise(x, gamma, beta), expected)).toBeLessThan(FORWARD);
    const f = (a: tf.Tensor, g: tf.Tensor, b: tf.Tensor) =>
      batchNormalise(a as tf.Tensor4D, g as tf.Tensor1D, b as tf.Tensor1D);
    expect(gradientError(f as (...i: tf.Tensor[]) => tf.Tensor, [x, gamma, beta])).toBeLessThan(GRADIENT);
  });

  it('pools, up-samples, flips and averages with right gradients', () => {
    const x = T4([2, 4, 6, 3], 1);
    const as4 = (f: (a: tf.Tensor4D) => tf.Tensor) => (a: tf.Tensor) => f(a as tf.Tensor4D);
    expect(relativeError(channelMeans(x), x.mean([0, 1, 2]))).toBeLessThan(FORWARD);
    expect(relativeError(flipKernel(x), tf.reverse(x, [0, 1]))).toBe(0);
    expect(
      relativeError(
        upsample2(x),
        x.reshape([2, 4, 1, 6, 1, 3]).tile([1, 1, 2, 1, 2, 1]).reshape([2, 8, 12, 3]),
      ),
    ).toBe(0);
    for (const f of [upsample2, averagePool2, channelMeans, flipKernel]) {
      expect(gradientError(as4(f), [x])).toBeLessThan(GRADIENT);
    }
    // A small step: a larger one would change which pixel of a block is the largest.
    expect(gradientError(as4(maxPool2), [x], 1e-3)).toBeLessThan(GRADIENT);
  });

  it('losses match their definitions and gradients', () => {
    const logits = T4([2, 3, 3, 3], 1);
    const labels = tf.tensor1d([0, 1, 2, 0, 0, 1, 2, 2, 1, 0, 0, 0, 0, 1, 1, 2, 0, 0], 'int32');
    const target = tf.oneHot(labels, 3).cast('float32').reshape([2, 3, 3, 3]) as tf.Tensor4D;
    const p = tf.softmax(logits);
    const ce = target.mul(p.log()).sum().neg().div(18);
    const pf = p.slice([0, 0, 0, 1], [-1, -1, -1, 2]);
    const yf = target.slice([0, 0, 0, 1], [-1, -1, -1, 2]);
    const dice = pf
      .mul(yf)
      .sum([0, 1, 2])
      .mul(2)
      .add(1)
      .div(
        pf
          .sum([0, 1, 2])
          .add(yf.sum([0, 1, 2]))
          .add(1),
      );
    const expected = ce.add(tf.scalar(1).sub(dice.mean()));
    expect(relativeError(segmentationLoss(logits, target), expected)).toBeLessThan(FORWARD);
    expect(gradientError((a) => segmentationLoss(a as tf.Tensor4D, target), [logits])).toBeLessThan(GRADIENT);

    const scores = tf.tensor1d([-90, -2, 0.5, 90]);
    const expectedReal =
      [90, Math.log(1 + Math.exp(2)), Math.log(1 + Math.exp(-0.5)), 0].reduce((a, b) => a + b) / 4;
    expect(adversarialLoss(scores, 1).dataSync()[0]).toBeCloseTo(expectedReal, 4);
    for (const label of [0, 1] as const) {
      expect(gradientError((a) => adversarialLoss(a, label), [T4([1, 3, 3, 1], 4)])).toBeLessThan(GRADIENT);
    }
    expect(
      gradientError((a, b) => l1Loss(a, b), [T4([1, 3, 3, 1], 5), T4([1, 3, 3, 1], 6)], 1e-3),
    ).toBeLessThan(GRADIENT);
    expect(relativeError(leakyRelu(logits), tf.leakyRelu(logits, 0.2))).toBeLessThan(FORWARD);
    expect(gradientError((a) => leakyRelu(a as tf.Tensor4D), [logits], 1e-3)).toBeLessThan(GRADIENT);
  });
});
