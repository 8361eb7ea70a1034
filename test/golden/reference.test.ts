import * as tf from '@tensorflow/tfjs';
import { describeOnWasm } from '../support/backends';
import { sampleError } from './errors';
import { diskMasks, hash, hashedImages } from './hashedTensors';
import numbers from './referenceNumbers.json';
import { productDiscriminator, productGenerator, referenceWeights } from './referenceWeights';

const SIZE = 64;
const BATCH = 2;
/** Normalises as in training but without dropout, as in the reference's run. */
const WITHOUT_DROPOUT = () => undefined;

it('hashes as the measurements did', () => {
  const values = [hash(0, 0), hash(0, 1), hash(3, 5), hash(9001, 0), hash(9002, 7)];
  expect(values).toEqual([0, 1753845952, 3969942241, 2373336781, 1103373619]);
});

/**
 * With the weights of the published networks (pix2pix with GenSeg's mixed operations, PyTorch 1.13.1), the
 * product's generator and discriminator give the published networks' outputs; both take masks of one channel
 * here. The product's segmenter differs from the published U-Net. Gradients and training are tested in
 * `product.test.ts`.
 */
describeOnWasm('the published networks', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const mask = () => diskMasks(BATCH, SIZE);
  // The reference puts channels first; with one channel the order is the same.
  const image = () => hashedImages(9003, BATCH, SIZE).add(1).div<tf.Tensor4D>(2);

  it('generator of six levels', async () => {
    const { output, weights } = numbers.generator;
    const rows = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [0, 1, 2].map((j) => 0.3 * Math.sin(3 * i + j)));
    const shape = { size: SIZE, width: 8, levels: 6 };
    const network = productGenerator(referenceWeights(weights), tf.tensor2d(rows), shape);
    expect(await sampleError(network.forward(mask(), WITHOUT_DROPOUT), output)).toBeLessThan(1e-4);
    network.dispose();
  });

  it('discriminator of full width', async () => {
    const { output, weights } = numbers.discriminator;
    const network = productDiscriminator(referenceWeights(weights), 64);
    const logits = network.forward(mask(), image(), 'train');
    expect(await sampleError(logits, output)).toBeLessThan(1e-4);
    network.parameters.dispose();
  });
});
