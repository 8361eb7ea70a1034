import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../../src/data/random';
import { GeneratorLevel } from '../../../src/learning/levels/generatorLevel';
import { SegmenterLevel } from '../../../src/learning/levels/segmenterLevel';
import { Discriminator } from '../../../src/networks/Discriminator';
import { FoldedLayers } from '../../../src/networks/FoldedLayers';
import { Generator } from '../../../src/networks/Generator';
import { levelsFor, UNetSegmenter } from '../../../src/networks/UNetSegmenter';
import { RepeatedStep } from '../../../src/ops/RepeatedStep';
import type { StepName } from './BenchRow';
import type { BenchCase, Contestant, StartingWeights } from './Contestant';
import { CLASSES, DISCRIMINATOR_LAYERS, generatorLevels, NOISE_SEED, SEGMENTER_RATE } from './Contestant';
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

/** @param replays whether steps are replayed where the product replays them, on WebGPU */
export async function buildOurs(step: StepName, bench: BenchCase, replays = true): Promise<Ours> {
  const repeat = new RepeatedStep(replays);
  if (step === 'segmenter') return segmenterStep(bench, repeat);
  if (step === 'predict') return prediction(bench, repeat);
  return adversarialStep(step, bench, repeat);
}

async function segmenterStep({ size, width, images, masks }: BenchCase, repeat: RepeatedStep): Promise<Ours> {
  const network = makeSegmenter(size, width);
  const level = new SegmenterLevel(network, SEGMENTER_RATE, ENDLESS);
  const run = () => {
    level.advance(0);
    return repeat.run('', [images, masks], (inputs) => {
      const [present, truth] = inputs as tf.Tensor4D[];
      return level.record([{ images: present, masks: truth }]);
    });
  };
  return ofSegmenter(network, run, [repeat, level]);
}

async function prediction({ size, width, images }: BenchCase, repeat: RepeatedStep): Promise<Ours> {
  const network = makeSegmenter(size, width);
  const folded = new FoldedLayers();
  const run = () =>
    repeat.run('', [images], ([present]) => tf.softmax(network.forward(present as tf.Tensor4D, folded)));
  return ofSegmenter(network, run, [repeat, folded]);
}

/** @param owned what to dispose besides the network */
async function ofSegmenter(
  { parameters }: UNetSegmenter,
  run: () => tf.Tensor,
  owned: readonly { dispose(): void }[],
): Promise<Ours> {
  const dispose = () => [...owned, parameters].forEach((one) => one.dispose());
  return {
    contestant: { run, dispose },
    weights: { segmenter: await parameters.read() },
    parameters: parameters.count,
  };
}

function makeSegmenter(size: number, width: number): UNetSegmenter {
  return new UNetSegmenter({ size, width, levels: levelsFor(size), classes: CLASSES }, seededRandom(SEED));
}

/** One of the halves of `GeneratorLevel.step`, which always runs both. */
async function adversarialStep(
  step: 'generator' | 'discriminator',
  { size, width, images, masks }: BenchCase,
  repeat: RepeatedStep,
): Promise<Ours> {
  const noise = new Noise(SEED);
  const shape = { size, width, levels: generatorLevels(size), classes: CLASSES };
  const generator = new Generator(shape, noise.next);
  const discriminator = new Discriminator(
    { classes: CLASSES, width, layers: DISCRIMINATOR_LAYERS },
    seededRandom(SEED),
  );
  noise.restart(NOISE_SEED);
  const level = new GeneratorLevel(generator, discriminator, repeat);
  return {
    contestant: { run: () => level.move(step, masks, images), dispose: () => level.dispose() },
    weights: {
      generator: await generator.parameters.read(),
      architecture: await generator.architecture.read(),
      discriminator: await discriminator.parameters.read(),
    },
    parameters: (step === 'generator' ? generator : discriminator).parameters.count,
  };
}
