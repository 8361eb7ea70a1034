import * as tf from '@tensorflow/tfjs';
import type { SegmenterKind } from '../../src/data/SegmenterKind';
import { SEGMENTER_KINDS } from '../../src/data/SegmenterKind';
import { seededRandom } from '../../src/data/random';
import { createSegmenter } from '../../src/networks/createSegmenter';
import { deepLabLevelsFor } from '../../src/networks/DeepLabSegmenter';
import { FoldedLayers } from '../../src/networks/FoldedLayers';
import { forChannels } from '../../src/networks/forChannels';
import { measureStatistics } from '../../src/networks/measureStatistics';
import { pyramidRates } from '../../src/networks/spatialPyramid';
import { levelsFor } from '../../src/networks/UNetSegmenter';
import { lossAndGradients } from '../../src/ops/lossAndGradients';
import { segmentationLoss } from '../../src/ops/segmentationLoss';
import { describeOnWasm } from '../support/backends';
import { randomTensor } from '../support/gradients';
import { randomBatch } from './randomBatch';

const SIZE = 32;
const CLASSES = 3;
const make = (kind: SegmenterKind, seed = 1) =>
  createSegmenter(kind, { size: SIZE, width: 4, classes: CLASSES }, seededRandom(seed));

describeOnWasm('segmenters', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());
  const batch = () => randomBatch(SIZE, CLASSES);

  describe.each(SEGMENTER_KINDS)('%s', (kind) => {
    it('gives logits of the full size and refuses other images', () => {
      const network = make(kind);
      expect(network.kind).toBe(kind);
      expect(network.forward(batch().images, 'train').shape).toEqual([2, SIZE, SIZE, CLASSES]);
      expect(network.forward(batch().images, 'predict').shape).toEqual([2, SIZE, SIZE, CLASSES]);
      for (const shape of [
        [1, 16, 16, 1],
        [1, SIZE, SIZE, 2],
      ] as const) {
        expect(() => network.forward(tf.zeros([...shape]), 'train')).toThrow(
          /Segmenter: expected \[batch, 32, 32, 1\]/,
        );
      }
    });

    it('sees colours channel by channel', async () => {
      const shape = { size: SIZE, width: 4, classes: CLASSES, channels: 3 as const };
      const network = createSegmenter(kind, shape, seededRandom(1));
      const colours = randomTensor<tf.Tensor4D>([2, SIZE, SIZE, 3], 3);
      const logits = network.forward(colours, 'train');
      expect(logits.shape).toEqual([2, SIZE, SIZE, CLASSES]);
      const [red, green, blue] = tf.split(colours, 3, 3);
      const exchanged = network.forward(
        tf.concat<tf.Tensor4D>([blue, green, red] as tf.Tensor4D[], 3),
        'train',
      );
      expect((await exchanged.sub(logits).abs().max().data())[0]).toBeGreaterThan(0.01);
      expect(() => network.forward(batch().images, 'train')).toThrow(/expected \[batch, 32, 32, 3\]/);
      // Weights trained on grey images respond to the mean of the channels.
      const grey = make(kind, 4);
      const wide = createSegmenter(kind, shape, seededRandom(4));
      wide.parameters.write(forChannels(await grey.parameters.read(), 3));
      const mean = colours.mean<tf.Tensor4D>(3, true);
      const difference = wide.forward(colours, 'train').sub(grey.forward(mean, 'train'));
      expect((await difference.abs().max().data())[0]).toBeLessThan(1e-3);
    });

    it('every weight gets a gradient, and a step along it lowers the loss as it says', async () => {
      const network = make(kind);
      const { images, masks } = batch();
      const { trainable, names } = network.parameters;
      const loss = () => segmentationLoss(network.forward(images, 'train'), masks);
      const { gradients } = lossAndGradients(loss, trainable);
      const squares = await Promise.all(gradients.map(async (g) => (await g.square().sum().data())[0]));
      expect(names.filter((_, i) => !(squares[i] > 1e-14))).toEqual([]);
      const length = Math.sqrt(squares.reduce((a, b) => a + b));
      const moved = async (h: number) => {
        trainable.forEach((variable, i) => variable.assign(variable.add(gradients[i].mul(h / length))));
        return (await loss().data())[0];
      };
      const step = 2e-3;
      const up = await moved(step);
      const down = await moved(-2 * step);
      expect(Math.abs((up - down) / (2 * step) / length - 1)).toBeLessThan(0.05);
    });

    it('measured statistics make prediction equal training on the same batch', async () => {
      const network = make(kind);
      const x = batch().images;
      const trained = network.forward(x, 'train');
      expect((await network.forward(x, 'predict').sub(trained).abs().max().data())[0]).toBeGreaterThan(0.01);
      measureStatistics(network, [x]);
      expect((await network.forward(x, 'predict').sub(trained).abs().max().data())[0]).toBeLessThan(1e-3);
      const folded = new FoldedLayers();
      for (let i = 0; i < 2; i++) {
        const predicted = network.forward(x, folded);
        expect((await predicted.sub(trained).abs().max().data())[0]).toBeLessThan(1e-3);
      }
      folded.dispose();
    });

    it('weights survive being read and written, and misfits are named', async () => {
      const [a, b] = [make(kind, 1), make(kind, 2)];
      const x = batch().images;
      b.parameters.write(await a.parameters.read());
      expect((await b.forward(x, 'train').sub(a.forward(x, 'train')).abs().max().data())[0]).toBe(0);
      const weights = await a.parameters.read();
      weights.set('logits.bias', { shape: [2], values: new Float32Array(2) });
      expect(() => b.parameters.write(weights)).toThrow(/"logits.bias" should be \[3\] but is \[2\]/);
    });
  });

  it.each([48, 64, 96])('all work at %d pixels', (size) => {
    for (const kind of SEGMENTER_KINDS) {
      const network = createSegmenter(kind, { size, width: 4, classes: 2 }, seededRandom(1));
      expect(network.forward(tf.zeros([1, size, size, 1]), 'predict').shape).toEqual([1, size, size, 2]);
    }
  });

  it('refuse what they cannot be', () => {
    const shape = { size: 32, width: 4, classes: 2 };
    expect(() => createSegmenter('resnet' as SegmenterKind, shape, seededRandom(1))).toThrow(
      `there is no segmenter "resnet", only ${SEGMENTER_KINDS.join(', ')}.`,
    );
    const wrong = (kind: SegmenterKind, change: object) => () =>
      createSegmenter(kind, { ...shape, ...change }, seededRandom(1));
    expect(wrong('deeplab', { levels: 4 })).toThrow(/number of levels must be 2 or 3, not 4/);
    expect(wrong('deeplab', { size: 8 })).toThrow(/multiple of 4 and at least 16 with 2 levels, not 8/);
    for (const kind of SEGMENTER_KINDS) {
      expect(wrong(kind, { size: 50 })).toThrow(/multiple of 4 .* with 2 levels, not 50/);
    }
    expect(wrong('attention', { width: 1, levels: 1 })).toThrow(
      /2 channels .* 4 heads; choose another width than 1/,
    );
  });

  it('have levels that fit every working size', () => {
    expect([48, 64, 96, 128, 208, 256].map(levelsFor)).toEqual([3, 3, 4, 4, 4, 5]);
    for (let size = 16; size <= 1024; size += 16) {
      for (const levels of [levelsFor(size), deepLabLevelsFor(size)]) expect(size % 2 ** levels).toBe(0);
    }
  });

  it('the pyramid reaches as far as in the publication', () => {
    expect([12, 16, 32].map((size) => pyramidRates(size))).toEqual([
      [2, 4, 6],
      [3, 6, 9],
      [6, 12, 18],
    ]);
    expect([48, 64, 96, 128, 256].map(deepLabLevelsFor)).toEqual([2, 2, 2, 3, 3]);
  });
});
