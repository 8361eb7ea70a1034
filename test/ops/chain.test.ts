import * as tf from '@tensorflow/tfjs';
import { affine } from '../../src/ops/affine';
import { concatenate } from '../../src/ops/concatenate';
import { convolve } from '../../src/ops/convolve';
import { normalise } from '../../src/ops/normalise';
import { segmentationLoss } from '../../src/ops/segmentationLoss';
import { softplus } from '../../src/ops/softplus';
import { tanh } from '../../src/ops/tanh';
import { upConvolveMixed } from '../../src/ops/upConvolveMixed';
import { upsample2 } from '../../src/ops/upsample2';
import { describeOnBackends } from '../support/backends';
import type { Input } from '../support/derivatives';
import { derivatives, differenceError, input, oneHot, operation } from '../support/derivatives';

/**
 * The path of the hypergradient at a small scale: architecture -> generated image -> segmenter -> loss; the
 * loss's gradient by the segmenter's weights is differentiated by the architecture. The networks are smooth,
 * since the gradient of a rectified network jumps, which makes finite differences of it meaningless.
 */
describeOnBackends('a generator before a segmenter', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const plain = ({ shape, values }: Input) => tf.tensor(values, shape);
  const fixed = (given: Input) => plain(given) as tf.Tensor4D;
  const target = oneHot([2, 8, 8, 3], 1);
  const mask = input([2, 4, 4, 2], 2);
  const kernels = [4, 6, 8].map((k, i) => input([k, k, 1, 2], 3 + i, 0.2));
  const f = operation(
    (
      architecture: tf.Tensor1D,
      first: tf.Tensor4D,
      gamma: tf.Tensor1D,
      beta: tf.Tensor1D,
      grow: tf.Tensor4D,
      last: tf.Tensor4D,
    ) => {
      const [k4, k6, k8] = kernels.map(fixed);
      const image = tanh(upConvolveMixed(fixed(mask), { k4, k6, k8 }, architecture));
      const a = softplus(normalise(convolve(image, first, { padding: [1, 1, 1, 1] }), gamma, beta).y);
      const down = convolve(a, grow, { stride: 2, padding: [1, 1, 1, 1] });
      const up = upsample2(normalise(down, gamma, beta, { over: 'instance' }).y, 'bilinear');
      const logits = convolve(concatenate(a, affine(up, gamma, beta)), last);
      return segmentationLoss(logits, fixed(target));
    },
  );
  const inputs = [
    { shape: [3], values: Float32Array.of(0.3, -0.5, 0.8) },
    input([3, 3, 1, 4], 10, 0.5),
    input([4], 11, 0.2, 1),
    input([4], 12, 0.2),
    input([4, 4, 4, 4], 13, 0.2),
    input([1, 1, 8, 3], 14, 0.5),
  ];

  it('has right first and second gradients by architecture and weights', async () => {
    expect(await differenceError(f, inputs, 1)).toBeLessThan(2e-3);
    expect(await differenceError(f, inputs, 2)).toBeLessThan(2e-3);
  });

  it('has gradients of third order, too', async () => {
    const slope = (x: tf.Tensor) => tf.grad((a) => f(a, ...inputs.slice(1).map(plain)))(x);
    expect(await differenceError(slope, inputs.slice(0, 1), 2)).toBeLessThan(5e-3);
    const values = await derivatives(slope, inputs.slice(0, 1), 2);
    expect(values[2].some((v) => v !== 0)).toBe(true);
  });
});
