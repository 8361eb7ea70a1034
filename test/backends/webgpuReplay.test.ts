import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { seededRandom } from '../../src/data/random';
import type { TrainingGroup } from '../../src/learning/hypergradient/OuterProblem';
import { GeneratorLevel } from '../../src/learning/levels/generatorLevel';
import { SegmenterTraining } from '../../src/learning/SegmenterTraining';
import { Discriminator } from '../../src/networks/Discriminator';
import { Generator } from '../../src/networks/Generator';
import { RepeatedStep } from '../../src/ops/RepeatedStep';
import { rectify } from '../../src/ops/rectify';
import { describeOnWebGPU } from '../support/webgpuInNode';

const SIZE = 8;
const STEPS = 8;
const PLAN = { size: SIZE, width: 4, segmenterRate: 3e-3, segmenterSteps: STEPS };

function makeTraining(): SegmenterTraining {
  return new SegmenterTraining(PLAN, { channels: 1, classes: 2 }, seededRandom(7));
}

/** Two groups, one with a weight from the GPU, with other values for each step. */
function groupsOf(step: number): TrainingGroup[] {
  const random = seededRandom(step);
  const pairs = () => {
    const labels = Int32Array.from({ length: SIZE * SIZE }, () => Math.round(random()));
    return {
      images: tf.tensor4d(
        Float32Array.from({ length: labels.length }, () => random() * 2 - 1),
        [1, SIZE, SIZE, 1],
      ),
      masks: tf.oneHot(tf.tensor3d(labels, [1, SIZE, SIZE], 'int32'), 2) as tf.Tensor4D,
    };
  };
  const weight = tf.sigmoid(tf.fill([3000], step / STEPS)).mean<tf.Scalar>();
  return [pairs(), { ...pairs(), weight: () => weight }];
}

const repeatedStepOf = (training: SegmenterTraining) =>
  (training as unknown as { repeated: RepeatedStep }).repeated;

describeOnWebGPU('a replayed step', () => {
  it('does bit by bit what the step does, over a whole training', async () => {
    const replayed = makeTraining();
    const usual = makeTraining();
    const losses: number[][] = [[], []];
    const before = tf.memory().numTensors;
    for (let step = 1; step <= STEPS; step++) {
      for (const [i, training] of [replayed, usual].entries()) {
        const loss = tf.tidy(() => {
          if (training === replayed) return training.step(step, groupsOf(step));
          const present = training.level.step(step, groupsOf(step));
          training.average.update();
          return present;
        });
        // As validation does now and then: values that TF.js keeps on the CPU must not go stale.
        if (step % 5 === 0) await training.average.averaged.parameters.read();
        losses[i].push((await loss.data())[0]);
        loss.dispose();
      }
    }
    expect(repeatedStepOf(replayed).state).toEqual({ replayed: true, why: undefined });
    expect(losses[0]).toEqual(losses[1]);
    expect(losses[0].at(-1)).not.toBe(losses[0][0]);
    const [ours, theirs] = [replayed, usual].map(({ average }) => average.averaged.parameters);
    expect(await ours.read()).toEqual(await theirs.read());
    // The inputs, which the replay owns: two pairs and a weight.
    expect(tf.memory().numTensors).toBe(before + 5);
    replayed.dispose();
    usual.dispose();
  });

  it('is a step of generator and discriminator, too, with other noise each time', async () => {
    const make = (repeated: RepeatedStep) => {
      const shape = { size: 16, width: 4, levels: 2, classes: 2 };
      const discriminator = new Discriminator({ classes: 2, width: 4, layers: 2 }, seededRandom(2));
      return new GeneratorLevel(new Generator(shape, seededRandom(1)), discriminator, repeated);
    };
    const repeated = new RepeatedStep();
    const [replayed, usual] = [make(repeated), make(new RepeatedStep(false))];
    const images = tf.randomUniform<tf.Rank.R4>([1, 16, 16, 1], -1, 1, 'float32', 3);
    const masks = tf.oneHot(tf.zeros([1, 16, 16], 'int32'), 2) as tf.Tensor4D;
    for (let step = 0; step < 8; step++) {
      const [ours, theirs] = await Promise.all(
        [replayed, usual].map(async (level) => {
          const { generator, discriminator } = level.step(masks, images);
          const values = [...(await generator.data()), ...(await discriminator.data())];
          tf.dispose([generator, discriminator]);
          return values;
        }),
      );
      expect(ours).toEqual(theirs);
    }
    expect(repeated.state).toEqual({ replayed: true, why: undefined });
    expect(await replayed.generator.parameters.read()).toEqual(await usual.generator.parameters.read());
    replayed.dispose();
    usual.dispose();
    tf.dispose([images, masks]);
  });

  it('makes nothing new on the device', async () => {
    const training = makeTraining();
    const step = async (number: number) => {
      const loss = tf.tidy(() => training.step(number, groupsOf(number)));
      await loss.data();
      loss.dispose();
    };
    for (let i = 1; i <= 6; i++) await step(i);
    const { device } = tf.backend() as WebGPUBackend;
    const groups = groupsOf(7);
    const made = [
      jest.spyOn(device, 'createBindGroup'),
      jest.spyOn(device, 'createBuffer'),
      jest.spyOn(tf.engine(), 'runKernel'),
    ];
    const loss = training.step(7, groups);
    expect(made.map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
    made.forEach((spy) => spy.mockRestore());
    loss.dispose();
    training.dispose();
  });

  it('gives its buffers back', () => {
    const { bufferManager } = tf.backend() as WebGPUBackend;
    const before = bufferManager.getNumUsedBuffers();
    const repeated = new RepeatedStep();
    const x = tf.zeros<tf.Rank.R4>([1, 8, 8, 4]);
    const run = (value: number) =>
      tf.tidy(() => repeated.run('x', [tf.fill(x.shape, value)], ([input]) => rectify(input, 0.5).add(x)));
    for (let i = 0; i < 6; i++) run(i).dispose();
    expect(repeated.state.replayed).toBe(true);
    repeated.dispose();
    x.dispose();
    expect(bufferManager.getNumUsedBuffers()).toBe(before);
  });

  it.each([
    ['has random values', () => tf.randomUniform([3000]).add(1), /upload \d+ has other values/],
    ['reads another tensor each time', undefined, /was made before it|works on other tensors/],
  ])('is not replayed when it %s', async (_, make, why) => {
    const repeated = new RepeatedStep();
    const results: number[] = [];
    for (let i = 0; i < 8; i++) {
      const other = tf.fill([3000], i);
      const result = repeated.run('x', [], () => (make ? make() : other.mul(2)).max());
      results.push((await result.data())[0]);
      tf.dispose([other, result]);
    }
    expect(repeated.state).toEqual({ replayed: false, why: expect.stringMatching(why) });
    if (!make) expect(results).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    repeated.dispose();
  });

  it('is run as usual again once a tensor has moved', async () => {
    const repeated = new RepeatedStep();
    const variable = tf.variable(tf.fill([3000], 1));
    const values: number[] = [];
    for (let i = 0; i < 10; i++) {
      if (i === 6) variable.assign(tf.fill([3000], 5));
      const result = repeated.run('x', [], () => variable.mul(2).max());
      values.push((await result.data())[0]);
      result.dispose();
    }
    expect(values).toEqual([...Array(6).fill(2), ...Array(4).fill(10)]);
    expect(repeated.state.replayed).toBe(true);
    tf.dispose(variable);
    repeated.dispose();
  });
});
