import * as tf from '@tensorflow/tfjs';
import { adversarialLoss } from '../../src/ops/adversarialLoss';
import { l1Loss } from '../../src/ops/l1Loss';
import { lossAndGradients } from '../../src/ops/lossAndGradients';
import { segmentationLoss } from '../../src/ops/segmentationLoss';
import { softmax } from '../../src/ops/softmax';
import { describeOnWasm } from '../support/backends';
import type { Input, Operation } from '../support/derivatives';
import {
  awayFromZero,
  derivatives,
  differenceError,
  input,
  onCpu,
  oneHot,
  operation,
  relativeL2,
} from '../support/derivatives';
import { randomTensor } from '../support/gradients';

const fixed = ({ shape, values }: Input) => tf.tensor(values.slice(), shape);

/** The definition, composed of operations that are twice differentiable. */
const definition =
  (target: Input, smooth: number): Operation =>
  (logits) => {
    const y = fixed(target);
    const classes = target.shape[3];
    const p = softmax(logits);
    const crossEntropy = y
      .mul(p.log())
      .sum()
      .mul(-classes / logits.size);
    const foreground = (x: tf.Tensor) => x.slice([0, 0, 0, 1], [-1, -1, -1, classes - 1]).sum([1, 2]);
    const overlap = foreground(p.mul(y)).mul(2).add(smooth);
    const total = foreground(p).add(foreground(y)).add(smooth);
    return crossEntropy.add(tf.scalar(1).sub(overlap.div(total).mean()));
  };

describeOnWasm('losses', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const shapes = [
    [1, 1, 2, 2],
    [2, 3, 5, 2],
    [2, 3, 3, 3],
    [1, 7, 5, 6],
  ];
  it.each(shapes.flatMap((shape) => [1, 1e-6].map((smooth) => [shape, smooth] as const)))(
    'segmentation loss of %j, smooth %d: value, first and second gradients',
    async (shape, smooth) => {
      const logits = input([...shape], 1);
      for (const target of [
        oneHot([...shape], 2),
        { ...logits, values: logits.values.map((v) => v ** 2 / 5) },
      ]) {
        const ours = operation((z: tf.Tensor4D) => segmentationLoss(z, fixed(target) as tf.Tensor4D, smooth));
        const expected = await onCpu(() => derivatives(definition(target, smooth), [logits], 2));
        const actual = await derivatives(ours, [logits], 2);
        expect(relativeL2(actual.slice(0, 2), expected.slice(0, 2))).toBeLessThan(1e-5);
        expect(relativeL2(actual, expected)).toBeLessThan(1e-4);
        expect(await differenceError(ours, [logits], 1)).toBeLessThan(1e-3);
        expect(await differenceError(ours, [logits], 2)).toBeLessThan(2e-3);
      }
    },
  );

  it('segmentation loss survives extreme logits', async () => {
    const logits = input([1, 4, 4, 3], 1, 200);
    const target = oneHot([1, 4, 4, 3], 2);
    const ours = operation((z: tf.Tensor4D) => segmentationLoss(z, fixed(target) as tf.Tensor4D));
    for (const values of await derivatives(ours, [logits], 1))
      expect(values.every(Number.isFinite)).toBe(true);
  });

  it('segmentation loss leaves one tensor behind', () => {
    const [logits, target] = [input([1, 4, 4, 3], 1), oneHot([1, 4, 4, 3], 2)].map(fixed) as tf.Tensor4D[];
    const before = tf.memory().numTensors;
    segmentationLoss(logits, target);
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  it('adversarial loss is the stable binary cross-entropy, to second order', async () => {
    const scores = { shape: [4], values: Float32Array.of(-90, -2, 0.5, 90) };
    const real = [90, Math.log(1 + Math.exp(2)), Math.log(1 + Math.exp(-0.5)), 0];
    const [value] = await derivatives((x) => adversarialLoss(x, 1), [scores], 0);
    expect(value[0]).toBeCloseTo(real.reduce((a, b) => a + b) / 4, 4);
    for (const label of [0, 1] as const) {
      const ours = (x: tf.Tensor) => adversarialLoss(x, label);
      const stock = (x: tf.Tensor) => tf.losses.sigmoidCrossEntropy(tf.fill(x.shape, label), x);
      const x = input([1, 3, 3, 1], 4);
      const [expected] = await onCpu(() => derivatives(stock, [x], 0));
      expect(relativeL2(await derivatives(ours, [x], 0), [expected])).toBeLessThan(1e-5);
      expect(await differenceError(ours, [x], 1)).toBeLessThan(1e-3);
      expect(await differenceError(ours, [x], 2)).toBeLessThan(1e-3);
    }
  });

  it('L1 loss is the mean absolute difference; equal values have no gradient', async () => {
    const [a, zero] = [awayFromZero(input([1, 3, 3, 2], 5)), input([1, 3, 3, 2], 6, 0)];
    const stock = (x: tf.Tensor, y: tf.Tensor) => tf.losses.absoluteDifference(x, y);
    const [expected] = await onCpu(() => derivatives(stock, [a, zero], 0));
    expect(relativeL2(await derivatives(l1Loss, [a, zero], 0), [expected])).toBeLessThan(1e-6);
    expect(await differenceError(l1Loss, [a, zero], 1)).toBeLessThan(1e-3);
    expect(await differenceError(l1Loss, [a, zero], 2)).toBeLessThan(1e-3);
    const [, byA, byB] = await derivatives(l1Loss, [zero, zero], 1);
    for (const values of [byA, byB]) expect(values.every((v) => v === 0)).toBe(true);
  });

  it('names what does not fit', async () => {
    const [a, b] = [randomTensor<tf.Tensor4D>([1, 2, 2, 3], 1), randomTensor<tf.Tensor4D>([1, 2, 2, 2], 1)];
    expect(() => segmentationLoss(a, b)).toThrow(/segmentationLoss: .*\[1, 2, 2, 3\] and \[1, 2, 2, 2\]/);
    expect(() => l1Loss(a, b)).toThrow(/l1Loss: .*\[1, 2, 2, 3\] and \[1, 2, 2, 2\]/);
    expect(() => tf.grad((y) => segmentationLoss(a, y as tf.Tensor4D))(a)).toThrow(
      /no gradient by its target/,
    );
    const [used, unused] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(1), true, 'idle')];
    expect(() => lossAndGradients(() => used.square() as tf.Scalar, [used, unused])).toThrow(
      /depend on idle/,
    );
    const { loss, gradients } = lossAndGradients(() => used.square() as tf.Scalar, [used]);
    for (const tensor of [loss, ...gradients]) expect(Array.from(await tensor.data())).toEqual([4]);
    tf.dispose([used, unused]);
  });
});
