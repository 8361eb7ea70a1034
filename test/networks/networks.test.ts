import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../src/data/random';
import { Discriminator } from '../../src/networks/Discriminator';
import { Generator } from '../../src/networks/Generator';
import { measureStatistics } from '../../src/networks/measureStatistics';
import { levelsFor, UNetSegmenter } from '../../src/networks/UNetSegmenter';
import { l1Loss } from '../../src/ops/l1Loss';
import { segmentationLoss } from '../../src/ops/segmentationLoss';
import { describeOnBackends } from '../support/backends';
import { randomTensor } from '../support/gradients';

const SIZE = 32;
const CLASSES = 3;
const segmenter = (seed = 1) =>
  new UNetSegmenter({ size: SIZE, width: 4, levels: levelsFor(SIZE), classes: CLASSES }, seededRandom(seed));

describeOnBackends('networks', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());
  const images = () => randomTensor<tf.Tensor4D>([2, SIZE, SIZE, 1], 3);
  const masks = () => {
    const classes = tf.tensor1d(
      Int32Array.from({ length: 2 * SIZE * SIZE }, (_, i) => (i >> 4) % CLASSES),
      'int32',
    );
    return tf.oneHot(classes, CLASSES).cast('float32').reshape([2, SIZE, SIZE, CLASSES]) as tf.Tensor4D;
  };

  it('have the stated shapes and ranges', () => {
    expect(segmenter().forward(images(), 'train').shape).toEqual([2, SIZE, SIZE, CLASSES]);
    const generator = new Generator({ size: SIZE, width: 4, levels: 3, classes: CLASSES }, seededRandom(1));
    const fake = generator.forward(masks(), 'train');
    expect(fake.shape).toEqual([2, SIZE, SIZE, 1]);
    expect(fake.abs().max().dataSync()[0]).toBeLessThanOrEqual(1);
    const discriminator = new Discriminator({ classes: CLASSES, width: 4, layers: 2 }, seededRandom(1));
    expect(discriminator.forward(masks(), fake, 'train').shape).toEqual([2, 6, 6, 1]);
    expect(() => segmenter().forward(tf.zeros([1, 16, 16, 1]), 'train')).toThrow(
      /expected \[batch, 32, 32, 1\]/,
    );
  });

  it('every weight of the segmenter gets a gradient that matches a finite difference', () => {
    const network = segmenter();
    const [x, y] = [images(), masks()];
    const loss = () => segmentationLoss(network.forward(x, 'train'), y);
    const { grads } = tf.variableGrads(loss, network.parameters.trainable);
    let slope = 0;
    const directions = network.parameters.trainable.map((variable, i) => {
      const gradient = grads[variable.name];
      expect(gradient.norm().dataSync()[0]).toBeGreaterThan(0);
      // Along the gradient itself rounding matters least: d loss = |g| h.
      slope += gradient.square().sum().dataSync()[0];
      return { variable, gradient, i };
    });
    const length = Math.sqrt(slope);
    const moved = (h: number) => {
      for (const { variable, gradient } of directions)
        variable.assign(variable.add(gradient.mul(h / length)));
      return loss().dataSync()[0];
    };
    const step = 2e-3;
    const up = moved(step);
    const down = moved(-2 * step);
    expect(Math.abs((up - down) / (2 * step) / length - 1)).toBeLessThan(0.05);
  });

  it('the generated image depends on weights and architecture', () => {
    const generator = new Generator({ size: SIZE, width: 4, levels: 3, classes: CLASSES }, seededRandom(1));
    const target = images();
    const mask = masks();
    const all = [...generator.parameters.trainable, ...generator.architecture.trainable];
    const { grads } = tf.variableGrads(() => l1Loss(generator.forward(mask, 'predict'), target), all);
    for (const variable of all) expect(grads[variable.name].abs().max().dataSync()[0]).toBeGreaterThan(0);
  });

  it('measured statistics make prediction equal training on the same batch', () => {
    const network = segmenter();
    const x = images();
    const trained = network.forward(x, 'train');
    expect(network.forward(x, 'predict').sub(trained).abs().max().dataSync()[0]).toBeGreaterThan(0.01);
    measureStatistics(network, [x]);
    expect(network.forward(x, 'predict').sub(trained).abs().max().dataSync()[0]).toBeLessThan(1e-3);
  });

  it('weights survive being read and written, and misfits are named', async () => {
    const [a, b] = [segmenter(1), segmenter(2)];
    const x = images();
    b.parameters.write(await a.parameters.read());
    expect(b.forward(x, 'train').sub(a.forward(x, 'train')).abs().max().dataSync()[0]).toBe(0);
    const weights = await a.parameters.read();
    weights.set('logits.bias', { shape: [2], values: new Float32Array(2) });
    expect(() => b.parameters.write(weights)).toThrow(/"logits.bias" should be \[3\] but is \[2\]/);
  });
});
