import * as tf from '@tensorflow/tfjs';
import { adversarialLoss } from '../../src/ops/adversarialLoss';
import { l1Loss } from '../../src/ops/l1Loss';
import { describeOnBackends } from '../support/backends';
import { errorOf, gradientsBy } from './goldenTensors';
import { diskMasks, hash, hashedImages, hashedWeights, smoothArchitecture } from './hashedTensors';
import { gradientsOff, hashNumbers, outputError } from './hashNumbers';
import { productDiscriminator, productGenerator, WITHOUT_DROPOUT } from './productNetworks';
import { binarySegmentationLoss, discriminator, generator, segmenter } from './referenceNetworks';

const FORWARD = 1e-4;
const GRADIENT = 1e-3;
const SIZE = 64;
const BATCH = 2;

it('hashes as the measurements did', () => {
  const values = [hash(0, 0), hash(0, 1), hash(3, 5), hash(9001, 0), hash(9002, 7)];
  expect(values).toEqual([0, 1753845952, 3969942241, 2373336781, 1103373619]);
});

/** Unlike the other golden tests these need nothing beside the checkout. */
describeOnBackends('networks of hashed weights as in PyTorch', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const images = (number: number) => hashedImages(number, BATCH, SIZE);
  const expectLoss = async (loss: tf.Scalar, expected: number) =>
    expect(Math.abs((await loss.data())[0] / expected - 1)).toBeLessThan(FORWARD);

  it('generator of six levels', async () => {
    const expected = hashNumbers.generator;
    const weights = hashedWeights(expected.gradients, 'gan');
    const architecture = smoothArchitecture();
    const [mask, image] = [diskMasks(BATCH, SIZE), images(9001)];
    const fake = generator(weights, architecture, mask);
    expect(await outputError(fake, expected.output)).toBeLessThan(FORWARD);
    const product = productGenerator(weights, architecture, { size: SIZE, width: 8, levels: 6 });
    expect(await outputError(product.forward(mask, WITHOUT_DROPOUT), expected.output)).toBeLessThan(FORWARD);
    product.dispose();
    await expectLoss(l1Loss(fake, image), expected.loss);
    const { architecture: byArchitecture, ...byWeights } = gradientsBy(
      ({ architecture: a, ...w }) => l1Loss(generator(w, a, mask), image),
      { ...weights, architecture },
    );
    expect(await gradientsOff(byWeights, expected.gradients, GRADIENT)).toEqual({});
    expect(await errorOf(byArchitecture, tf.tensor2d(expected.architecture, [8, 3]))).toBeLessThan(GRADIENT);
  });

  it('discriminator of full width', async () => {
    const expected = hashNumbers.discriminator;
    const weights = hashedWeights(expected.gradients, 'gan');
    const [mask, image] = [diskMasks(BATCH, SIZE), images(9003)];
    const logits = discriminator(weights, mask, image);
    expect(await outputError(logits, expected.output)).toBeLessThan(FORWARD);
    const product = productDiscriminator(weights, 64);
    expect(await outputError(product.forward(mask, image, 'train'), expected.output)).toBeLessThan(FORWARD);
    product.parameters.dispose();
    await expectLoss(adversarialLoss(logits, 1), expected.loss);
    const gradients = gradientsBy((w) => adversarialLoss(discriminator(w, mask, image), 1), weights);
    expect(await gradientsOff(gradients, expected.gradients, GRADIENT)).toEqual({});
  });

  it('segmenter 8 channels wide', async () => {
    const expected = hashNumbers.segmenter;
    const weights = hashedWeights(expected.gradients, 'fanIn');
    const mask = diskMasks(BATCH, SIZE);
    const image = mask.add(images(9002)).div<tf.Tensor4D>(2);
    const logits = segmenter(weights, image);
    expect(await outputError(logits, expected.output)).toBeLessThan(FORWARD);
    await expectLoss(binarySegmentationLoss(logits, mask), expected.loss);
    const gradients = gradientsBy((w) => binarySegmentationLoss(segmenter(w, image), mask), weights);
    expect(await gradientsOff(gradients, expected.gradients, GRADIENT)).toEqual({});
  });
});
