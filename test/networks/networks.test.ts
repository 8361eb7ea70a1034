import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../src/data/random';
import { GeneratorLevel } from '../../src/learning/levels/generatorLevel';
import { SegmenterLevel } from '../../src/learning/levels/segmenterLevel';
import { WeightAverage } from '../../src/learning/WeightAverage';
import { Discriminator } from '../../src/networks/Discriminator';
import { Generator } from '../../src/networks/Generator';
import { levelsFor, UNetSegmenter } from '../../src/networks/UNetSegmenter';
import { l1Loss } from '../../src/ops/l1Loss';
import { describeOnWasm } from '../support/backends';
import { randomTensor } from '../support/gradients';
import { randomBatch } from './randomBatch';

const SIZE = 32;
const CLASSES = 3;
const segmenter = (seed = 1) =>
  new UNetSegmenter({ size: SIZE, width: 4, levels: levelsFor(SIZE), classes: CLASSES }, seededRandom(seed));

describeOnWasm('networks', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());
  const batch = () => randomBatch(SIZE, CLASSES);

  it('have the stated shapes and ranges', async () => {
    const generator = new Generator({ size: SIZE, width: 4, levels: 3, classes: CLASSES }, seededRandom(1));
    const { masks } = batch();
    const fake = generator.forward(masks, 'train');
    expect(fake.shape).toEqual([2, SIZE, SIZE, 1]);
    expect((await fake.abs().max().data())[0]).toBeLessThanOrEqual(1);
    const discriminator = new Discriminator({ classes: CLASSES, width: 4, layers: 2 }, seededRandom(1));
    const apart = [fake, fake.neg()].map((image) => discriminator.forward(masks, image, 'train'));
    expect(apart[0].shape).toEqual([2, 6, 6, 1]);
    const both = [tf.concat([masks, masks]), tf.concat([fake, fake.neg()])];
    const together = discriminator.forward(both[0], both[1], 'train', 2).sub(tf.concat(apart));
    expect((await together.abs().max().data())[0]).toBeLessThan(1e-5);
  });

  it('a generator of colours and its discriminator take a step, and every weight of both moves', async () => {
    const shape = { size: SIZE, width: 4, levels: 3, classes: CLASSES, channels: 3 as const };
    const level = new GeneratorLevel(
      new Generator(shape, seededRandom(1)),
      new Discriminator({ ...shape, layers: 2 }, seededRandom(2)),
    );
    const { masks } = batch();
    expect(level.generate(masks).shape).toEqual([2, SIZE, SIZE, 3]);
    const parts = [level.generator.parameters, level.discriminator.parameters];
    const before = await Promise.all(parts.map((part) => part.read()));
    const losses = level.step(masks, randomTensor<tf.Tensor4D>([2, SIZE, SIZE, 3], 3));
    expect(
      (await Promise.all([losses.generator.data(), losses.discriminator.data()])).every(([loss]) => loss > 0),
    ).toBe(true);
    const after = await Promise.all(parts.map((part) => part.read()));
    parts.forEach(({ names }, i) => {
      const same = names.filter(
        (name) => String(before[i].get(name)?.values) === String(after[i].get(name)?.values),
      );
      expect(same).toEqual([]);
    });
    level.dispose();
  });

  it('the generated image depends on weights and architecture', async () => {
    const generator = new Generator({ size: SIZE, width: 4, levels: 3, classes: CLASSES }, seededRandom(1));
    const { images, masks } = batch();
    const all = [...generator.parameters.trainable, ...generator.architecture.trainable];
    const { grads } = tf.variableGrads(() => l1Loss(generator.forward(masks, 'predict'), images), all);
    for (const variable of all) expect((await grads[variable.name].abs().max().data())[0]).toBeGreaterThan(0);
  });

  it('keep the names and shapes of stored weights', async () => {
    const shapes = (weights: Map<string, { shape: number[] }>) =>
      [...weights].map(([name, { shape }]) => `${name} ${shape.join('x')}`);
    const small = new UNetSegmenter({ size: 8, width: 2, levels: 1, classes: 3 }, seededRandom(1));
    const block = (name: string, inputs: number, outputs: number) => [
      `${name}.filter 3x3x${inputs}x${outputs}`,
      `${name}.norm.gamma ${outputs}`,
      `${name}.norm.beta ${outputs}`,
    ];
    expect(shapes(await small.parameters.read()).sort()).toEqual(
      [
        ...block('down0.a', 1, 2),
        ...block('down0.b', 2, 2),
        ...block('down1.a', 2, 4),
        ...block('down1.b', 4, 4),
        ...block('up0.grow', 4, 2),
        ...block('up0.a', 4, 2),
        ...block('up0.b', 2, 2),
        'logits.filter 1x1x2x3',
        'logits.bias 3',
        ...['down0.a', 'down0.b', 'up0.grow', 'up0.a', 'up0.b'].flatMap((name) => [
          `${name}.norm.mean 2`,
          `${name}.norm.variance 2`,
        ]),
        ...['down1.a', 'down1.b'].flatMap((name) => [`${name}.norm.mean 4`, `${name}.norm.variance 4`]),
      ].sort(),
    );
  });

  it('values that were written stay as they are while the network learns', async () => {
    const network = segmenter();
    const weights = await network.parameters.read();
    const before = [...weights.values()].map(({ values }) => values.slice());
    network.parameters.write(weights);
    const level = new SegmenterLevel(network, 0.1, 10);
    level.step(1, [batch()]).dispose();
    expect([...weights.values()].map(({ values }) => values)).toEqual(before);
    level.dispose();
  });

  it('training steps lower the losses and leave no tensors behind', async () => {
    const network = segmenter();
    const level = new SegmenterLevel(network, 1e-2, 20);
    const average = new WeightAverage(network, segmenter(2));
    const pair = new GeneratorLevel(
      new Generator({ size: SIZE, width: 4, levels: 3, classes: CLASSES }, seededRandom(1)),
      new Discriminator({ classes: CLASSES, width: 4, layers: 2 }, seededRandom(2)),
    );
    const { images, masks } = batch();
    const target = tf.tanh(images);
    const step = async (i: number) => {
      const losses = [
        level.step(i, [{ images, masks }]),
        ...Object.values(pair.step(masks, target)),
      ] as tf.Scalar[];
      average.update();
      const values = await Promise.all(losses.map(async (loss) => (await loss.data())[0]));
      tf.dispose(losses);
      return values;
    };
    const [segmentation, generated] = await step(1);
    const tensors = tf.memory().numTensors;
    for (let i = 2; i < 15; i++) await step(i);
    const [later, generatedLater] = await step(15);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(later).toBeLessThan(0.95 * segmentation);
    expect(generatedLater).toBeLessThan(generated);
    level.dispose();
    pair.dispose();
  });
});
