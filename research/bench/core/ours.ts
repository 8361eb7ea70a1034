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
import { RepeatedStep } from '../../../src/ops/RepeatedStep';
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

/** Runs a step that is repeated, as {@link RepeatedStep} does. */
type Repeat = Pick<RepeatedStep, 'run' | 'dispose'>;

const AS_USUAL: Repeat = {
  run: (_, inputs, step) => tf.tidy(() => step(inputs)),
  dispose: () => undefined,
};

/** @param replays whether steps are replayed where the product replays them, on WebGPU */
export async function buildOurs(step: StepName, bench: BenchCase, replays = true): Promise<Ours> {
  const repeat = replays ? new RepeatedStep() : AS_USUAL;
  if (step === 'segmenter') return segmenterStep(bench, repeat);
  if (step === 'predict') return prediction(bench, repeat);
  return adversarialStep(step, bench, repeat);
}

async function segmenterStep({ size, width, images, masks }: BenchCase, repeat: Repeat): Promise<Ours> {
  const network = makeSegmenter(size, width);
  const level = new SegmenterLevel(network, SEGMENTER_RATE, ENDLESS);
  const run = () => {
    level.advance(0);
    return repeat.run('', [images, masks], (inputs) => {
      const [present, truth] = inputs as tf.Tensor4D[];
      return level.record([{ images: present, masks: truth }]);
    });
  };
  const dispose = () => {
    repeat.dispose();
    level.dispose();
    network.parameters.dispose();
  };
  return {
    contestant: { run, dispose },
    weights: { segmenter: await network.parameters.read() },
    parameters: network.parameters.count,
  };
}

async function prediction({ size, width, images }: BenchCase, repeat: Repeat): Promise<Ours> {
  const network = makeSegmenter(size, width);
  const run = () =>
    repeat.run('', [images], ([present]) => tf.softmax(network.forward(present as tf.Tensor4D, 'predict')));
  const dispose = () => {
    repeat.dispose();
    network.parameters.dispose();
  };
  return {
    contestant: { run, dispose },
    weights: { segmenter: await network.parameters.read() },
    parameters: network.parameters.count,
  };
}

function makeSegmenter(size: number, width: number): UNetSegmenter {
  return new UNetSegmenter({ size, width, levels: levelsFor(size), classes: CLASSES }, seededRandom(SEED));
}

/** One of the halves of `GeneratorLevel.step`, which always runs both. */
async function adversarialStep(
  step: 'generator' | 'discriminator',
  { size, width, images, masks }: BenchCase,
  repeat: Repeat,
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
  const onImage = (inputs: readonly tf.Tensor[]) => {
    const [mask, image, ...drawn] = inputs as tf.Tensor4D[];
    const judge = (judged: tf.Tensor4D) => discriminator.forward(mask, judged, 'train');
    const generate = () => generator.forward(mask, 'train', drawn);
    if (step === 'generator') {
      return move(optimiser, parameters, () => {
        const generated = generate();
        return adversarialLoss(judge(generated), 1).add(l1Loss(generated, image).mul(L1_WEIGHT));
      });
    }
    const fake = generate();
    return move(optimiser, parameters, () =>
      adversarialLoss(judge(image), 1)
        .add(adversarialLoss(judge(fake), 0))
        .div(2),
    );
  };
  const run = () => {
    optimiser.advance();
    const drawn = generator.drawNoise(masks.shape[0]);
    const loss = repeat.run('', [masks, images, ...drawn], onImage);
    tf.dispose(drawn);
    return loss;
  };
  const dispose = () => {
    repeat.dispose();
    optimiser.dispose();
    generator.dispose();
    discriminator.parameters.dispose();
  };
  return {
    contestant: { run, dispose },
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
  optimiser.apply(gradients);
  tf.dispose(gradients);
  return loss;
}
