import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../../src/data/random';
import { SegmenterLevel } from '../../../src/learning/levels/segmenterLevel';
import { Discriminator } from '../../../src/networks/Discriminator';
import { Generator } from '../../../src/networks/Generator';
import type { Parameters } from '../../../src/networks/Parameters';
import { levelsFor, UNetSegmenter } from '../../../src/networks/UNetSegmenter';
import { adversarialLoss } from '../../../src/ops/adversarialLoss';
import { l1Loss } from '../../../src/ops/l1Loss';
import { lossAndGradients } from '../../../src/ops/lossAndGradients';
import { Adam } from '../../../src/ops/optimisers/Adam';
import type { StepName } from './BenchRow';
import type { BenchCase, Contestant, StartingWeights } from './Contestant';
import {
  CLASSES,
  DISCRIMINATOR_LAYERS,
  GENERATOR_BETA1,
  GENERATOR_RATE,
  generatorLevels,
  L1_WEIGHT,
  NOISE_SEED,
  SEGMENTER_RATE,
} from './Contestant';
import { Noise } from './Noise';

/** The product's networks, ready to run a step, with their initial weights. */
export interface Ours {
  contestant: Contestant;
  weights: StartingWeights;
  /** Number of trainable scalars in the network that the step updates. */
  parameters: number;
}

const SEED = 1;
/** Number of steps in the schedule; so large that the learning rate is practically constant. */
const ENDLESS = 1e9;

export async function buildOurs(step: StepName, bench: BenchCase): Promise<Ours> {
  if (step === 'segmenter') return segmenterStep(bench);
  if (step === 'predict') return prediction(bench);
  return adversarialStep(step, bench);
}

async function segmenterStep({ size, width, images, masks }: BenchCase): Promise<Ours> {
  const network = makeSegmenter(size, width);
  const level = new SegmenterLevel(network, SEGMENTER_RATE, ENDLESS);
  const run = () => level.step(0, [{ images, masks }]);
  const dispose = () => {
    level.dispose();
    network.parameters.dispose();
  };
  return {
    contestant: { run, dispose },
    weights: { segmenter: await network.parameters.read() },
    parameters: network.parameters.count,
  };
}

async function prediction({ size, width, images }: BenchCase): Promise<Ours> {
  const network = makeSegmenter(size, width);
  const run = () => tf.tidy(() => tf.softmax(network.forward(images, 'predict')));
  return {
    contestant: { run, dispose: () => network.parameters.dispose() },
    weights: { segmenter: await network.parameters.read() },
    parameters: network.parameters.count,
  };
}

function makeSegmenter(size: number, width: number): UNetSegmenter {
  return new UNetSegmenter({ size, width, levels: levelsFor(size), classes: CLASSES }, seededRandom(SEED));
}

/** The two halves of `GeneratorLevel.step`, which always runs both. */
async function adversarialStep(
  step: 'generator' | 'discriminator',
  { size, width, images, masks }: BenchCase,
): Promise<Ours> {
  const noise = new Noise(SEED);
  const shape = { size, width, levels: generatorLevels(size), classes: CLASSES };
  const generator = new Generator(shape, noise.next);
  const discriminator = new Discriminator(
    { classes: CLASSES, width, layers: DISCRIMINATOR_LAYERS },
    seededRandom(SEED),
  );
  noise.restart(NOISE_SEED);
  const { parameters } = step === 'generator' ? generator : discriminator;
  const optimiser = new Adam(parameters.trainable, { rate: GENERATOR_RATE, beta1: GENERATOR_BETA1 });
  const judge = (image: tf.Tensor4D) => discriminator.forward(masks, image, 'train');
  const moveGenerator = () =>
    move(optimiser, parameters, () => {
      const image = generator.forward(masks, 'train');
      return adversarialLoss(judge(image), 1).add(l1Loss(image, images).mul(L1_WEIGHT));
    });
  const moveDiscriminator = () => {
    const fake = tf.tidy(() => generator.forward(masks, 'train'));
    const loss = move(optimiser, parameters, () =>
      adversarialLoss(judge(images), 1)
        .add(adversarialLoss(judge(fake), 0))
        .div(2),
    );
    fake.dispose();
    return loss;
  };
  const dispose = () => {
    optimiser.dispose();
    generator.dispose();
    discriminator.parameters.dispose();
  };
  return {
    contestant: { run: step === 'generator' ? moveGenerator : moveDiscriminator, dispose },
    weights: {
      generator: await generator.parameters.read(),
      architecture: await generator.architecture.read(),
      discriminator: await discriminator.parameters.read(),
    },
    parameters: parameters.count,
  };
}

function move(optimiser: Adam, { trainable }: Parameters, lossOf: () => tf.Scalar): tf.Scalar {
  const { loss, gradients } = lossAndGradients(lossOf, trainable);
  optimiser.step(gradients);
  tf.dispose(gradients);
  return loss;
}
