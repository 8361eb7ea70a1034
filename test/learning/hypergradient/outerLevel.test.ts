import * as tf from '@tensorflow/tfjs';
import { exactHypergradient } from '../../../src/learning/hypergradient/exactHypergradient';
import { finiteDifferences } from '../../../src/learning/hypergradient/finiteDifferences';
import type { OuterProblem, Pairs } from '../../../src/learning/hypergradient/OuterProblem';
import { OuterLevel } from '../../../src/learning/levels/outerLevel';
import { SegmenterLevel } from '../../../src/learning/levels/segmenterLevel';
import { softmax } from '../../../src/ops/softmax';
import { upConvolveMixed } from '../../../src/ops/upConvolveMixed';
import { describeOnWasm } from '../../support/backends';
import { randomTensor } from '../../support/gradients';
import { values } from './compare';
import { disks, SmoothSegmenter, smoothProblem } from './smoothProblem';

const HYPERGRADIENTS = [
  ['finite differences', finiteDifferences],
  ['the exact hypergradient', exactHypergradient],
] as const;

describeOnWasm('outer level', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.each(HYPERGRADIENTS)(
    'leaves the segmenter and its optimiser as they were: %s',
    async (_, hypergradient) => {
      const { problem, all } = smoothProblem();
      const { segmenter } = problem;
      const inner = new SegmenterLevel(segmenter, 0.01, 100);
      const { images, masks } = disks(10);
      inner.step(1, [{ images, masks }]);
      const state = async () => ({
        weights: await segmenter.parameters.read(),
        optimiser: await inner.optimiser.read(),
      });
      const before = await state();
      const level = new OuterLevel(all, { hypergradient });
      const started = await values(all);
      const { moved } = await level.step(problem);
      expect(moved).toBe(true);
      expect(await values(all)).not.toEqual(started);
      expect(await state()).toEqual(before);
      // The weights also own their values again: the next in-place step gives the same result as without the
      // outer step.
      const twin = new SmoothSegmenter(11);
      twin.parameters.write(before.weights);
      const other = new SegmenterLevel(twin, 0.01, 100);
      other.optimiser.write(before.optimiser);
      for (const each of [inner, other]) each.step(2, [{ images, masks }]);
      expect(await segmenter.parameters.read()).toEqual(await twin.parameters.read());
      level.dispose();
    },
  );

  it('never trains the segmenter on validation images', async () => {
    const trained = async (validation: Pairs) => {
      const { problem, all } = smoothProblem();
      const level = new OuterLevel(all, { rate: 0 });
      const inner = new SegmenterLevel(problem.segmenter, 0.01, 100);
      const losses: number[] = [];
      for (let step = 1; step <= 3; step++) {
        const { images, masks } = disks(10 + step);
        inner.step(step, [{ images, masks }]);
        losses.push((await level.step({ ...problem, validation })).validationLoss);
      }
      return { losses, weights: await problem.segmenter.parameters.read() };
    };
    const [a, b] = [await trained(disks(20, -1)), await trained(disks(21, 2))];
    expect(a.losses).not.toEqual(b.losses);
    expect(a.weights).toEqual(b.weights);
  });

  it.each(HYPERGRADIENTS)('keeps no tensors: %s', async (_, hypergradient) => {
    const { problem, all } = smoothProblem();
    const level = new OuterLevel(all, { hypergradient });
    await level.step(problem);
    const { numTensors, numDataBuffers, numBytes } = tf.memory();
    for (let step = 0; step < 6; step++) await level.step(problem);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers, numBytes });
  });

  it.each(HYPERGRADIENTS)(
    'finds the kernel that draws what is to be segmented: %s',
    async (_, hypergradient) => {
      const { problem, architecture } = searchProblem();
      const level = new OuterLevel([architecture], { hypergradient });
      const inner = new SegmenterLevel(problem.segmenter, 0.01, 100);
      const { masks, images } = problem.training[0];
      for (let step = 1; step <= 20; step++) {
        const fake = tf.tidy(images as () => tf.Tensor4D);
        inner.step(step, [{ images: fake, masks }]);
        await level.step(problem);
      }
      const shares = await values([softmax(architecture)]);
      expect(shares[1]).toBeGreaterThan(0.42);
    },
  );

  it('goes on from its state as if it had not stopped', async () => {
    const run = async (stopAt: number) => {
      const { problem, all } = smoothProblem();
      let level = new OuterLevel(all);
      for (let step = 0; step < 4; step++) {
        if (step === stopAt) {
          const state = await level.optimiser.read();
          level.dispose();
          level = new OuterLevel(all);
          level.optimiser.write(state);
        }
        await level.step(problem);
      }
      return values(all);
    };
    expect(await run(2)).toEqual(await run(-1));
  });

  it('does not move by what is not finite', async () => {
    const { problem, all } = smoothProblem();
    const level = new OuterLevel(all);
    const before = [await values(all), await level.optimiser.read()];
    const images = problem.validation.images.mul<tf.Tensor4D>(NaN);
    const { moved } = await level.step({ ...problem, validation: { ...problem.validation, images } });
    expect(moved).toBe(false);
    expect([await values(all), await level.optimiser.read()]).toEqual(before);
  });
});

/**
 * Synthetic images from three kernels: the middle one draws disks as bright as the real ones, the small one
 * draws them dark, and the large one smears noise.
 */
function searchProblem(): { problem: OuterProblem; architecture: tf.Variable } {
  const architecture = tf.variable(tf.zeros([3]));
  const { masks } = disks(30);
  const small = tf.avgPool(masks, 2, 2, 'valid');
  const signed = (size: number, sign: number) =>
    tf.tidy(() => tf.tensor1d([-sign, sign]).div(size).reshape([1, 1, 1, 2]).tile([size, size, 1, 1]));
  const kernels = {
    k4: signed(4, -1) as tf.Tensor4D,
    k6: signed(6, 1) as tf.Tensor4D,
    k8: randomTensor<tf.Tensor4D>([8, 8, 1, 2], 31).mul<tf.Tensor4D>(0.2),
  };
  const noise = disks(32, 0).images;
  const images = () => upConvolveMixed(small, kernels, architecture as tf.Tensor1D).add<tf.Tensor4D>(noise);
  const problem = {
    segmenter: new SmoothSegmenter(33),
    training: [{ images, masks }],
    validation: disks(34, 2),
    rate: 0.1,
  };
  return { problem, architecture };
}
