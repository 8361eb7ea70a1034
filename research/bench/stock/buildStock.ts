import * as tf from '@tensorflow/tfjs';
import type { StepName } from '../core/BenchRow';
import type { BenchCase, Contestant, StartingWeights } from '../core/Contestant';
import { GENERATOR_BETA1, GENERATOR_RATE, L1_WEIGHT, NOISE_SEED, SEGMENTER_RATE } from '../core/Contestant';
import { Noise } from '../core/Noise';
import { adversarialLoss, l1Loss, segmentationLoss } from './losses';
import { StockDiscriminator } from './StockDiscriminator';
import { StockGenerator } from './StockGenerator';
import { StockSegmenter } from './StockSegmenter';
import { StockWeights } from './StockWeights';

/**
 * The stock networks with copies of the given weights, ready to run a step, and the number of trainable
 * scalars that it updates.
 */
export interface Stock {
  contestant: Contestant;
  parameters: number;
}

export function buildStock(step: StepName, bench: BenchCase, weights: StartingWeights): Stock {
  switch (step) {
    case 'segmenter':
      return segmenterStep(bench, weights);
    case 'predict':
      return prediction(bench, weights);
    case 'generator':
    case 'discriminator':
      return adversarialStep(step, bench, weights);
  }
}

function segmenterStep({ size, images, masks }: BenchCase, weights: StartingWeights): Stock {
  const network = makeSegmenter(size, weights);
  const optimiser = tf.train.adam(SEGMENTER_RATE);
  const { trainable, count } = network.weights;
  const run = () =>
    optimiser.minimize(
      () => segmentationLoss(network.forward(images, true), masks),
      true,
      trainable,
    ) as tf.Scalar;
  const dispose = () => {
    optimiser.dispose();
    network.weights.dispose();
  };
  return { contestant: { run, dispose }, parameters: count };
}

function prediction({ size, images }: BenchCase, weights: StartingWeights): Stock {
  const network = makeSegmenter(size, weights);
  const run = () => tf.tidy(() => tf.softmax(network.forward(images, false)));
  return {
    contestant: { run, dispose: () => network.weights.dispose() },
    parameters: network.weights.count,
  };
}

function makeSegmenter(size: number, { segmenter }: StartingWeights): StockSegmenter {
  if (!segmenter) throw new Error('buildStock: the weights of the segmenter are missing.');
  return new StockSegmenter(size, new StockWeights(segmenter));
}

function adversarialStep(
  step: 'generator' | 'discriminator',
  { size, images, masks }: BenchCase,
  weights: StartingWeights,
): Stock {
  if (!weights.generator || !weights.architecture || !weights.discriminator) {
    throw new Error('buildStock: the weights of generator or discriminator are missing.');
  }
  const architecture = new StockWeights(weights.architecture);
  const noise = new Noise(NOISE_SEED);
  const generator = new StockGenerator(size, new StockWeights(weights.generator), architecture, noise.next);
  const discriminator = new StockDiscriminator(new StockWeights(weights.discriminator));
  const moved = step === 'generator' ? generator.weights : discriminator.weights;
  const { trainable } = moved;
  const optimiser = tf.train.adam(GENERATOR_RATE, GENERATOR_BETA1, 0.999);
  const move = (loss: () => tf.Scalar) => optimiser.minimize(loss, true, trainable) as tf.Scalar;
  const moveGenerator = () =>
    move(() => {
      const image = generator.forward(masks);
      return adversarialLoss(discriminator.forward(masks, image), 1).add(
        l1Loss(image, images).mul(L1_WEIGHT),
      );
    });
  const moveDiscriminator = () => {
    const fake = tf.tidy(() => generator.forward(masks));
    const loss = move(() => {
      const onReal = adversarialLoss(discriminator.forward(masks, images), 1);
      return onReal.add(adversarialLoss(discriminator.forward(masks, fake), 0)).div(2);
    });
    fake.dispose();
    return loss;
  };
  const dispose = () => {
    optimiser.dispose();
    generator.weights.dispose();
    discriminator.weights.dispose();
    architecture.dispose();
  };
  const run = step === 'generator' ? moveGenerator : moveDiscriminator;
  return { contestant: { run, dispose }, parameters: moved.count };
}
