/**
 * Compares hypergradients on networks with ReLU and max-pooling (WASM, one thread, Node):
 *
 *   npx tsx research/bench/hypergradients.ts [--seeds 1,2,3] [--size 32] [--width 8]
 *
 * Trains a U-Net and a generator for 60 steps on noisy disks. Then measures how the validation loss after one
 * more step changes when a logit of the architecture moves by 0.2 up and down, which is ten steps of the
 * outer level. Prints one JSON line per seed: the cosine of each hypergradient with this change, for each
 * radius of the finite differences, and the milliseconds per call.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { SeededRandom } from '../../src/data/random';
import { normal, seededRandom } from '../../src/data/random';
import { exactHypergradient } from '../../src/learning/hypergradient/exactHypergradient';
import { finiteDifferences } from '../../src/learning/hypergradient/finiteDifferences';
import type { OuterProblem, Pairs } from '../../src/learning/hypergradient/OuterProblem';
import { validationDirection } from '../../src/learning/hypergradient/validationDirection';
import { GeneratorLevel } from '../../src/learning/levels/generatorLevel';
import { SegmenterLevel } from '../../src/learning/levels/segmenterLevel';
import { Discriminator } from '../../src/networks/Discriminator';
import { Generator } from '../../src/networks/Generator';
import { levelsFor, UNetSegmenter } from '../../src/networks/UNetSegmenter';
import { cosine, values } from '../../test/learning/hypergradient/compare';
import { repositoryRoot } from '../../test/support/repositoryRoot';

const BATCH = 4;
const STEPS = 60;
const CHANGE = 0.2;
const CALLS = 7;

/** Noisy images of one disk each. */
function drawDisks(random: SeededRandom, size: number, contrast: number): Pairs {
  const images = new Float32Array(BATCH * size * size);
  const masks = new Float32Array(images.length * 2);
  for (let b = 0; b < BATCH; b++) {
    const [row, column] = [size * (0.25 + 0.5 * random()), size * (0.25 + 0.5 * random())];
    const radius = size * (0.125 + 0.2 * random());
    for (let i = 0; i < size * size; i++) {
      const inside = Math.hypot(Math.floor(i / size) - row, (i % size) - column) < radius ? 1 : 0;
      const at = b * size * size + i;
      images[at] = Math.max(-1, Math.min(1, contrast * (inside - 0.5) + 0.25 * normal(random)));
      masks[2 * at + inside] = 1;
    }
  }
  return {
    images: tf.tensor4d(images, [BATCH, size, size, 1]),
    masks: tf.tensor4d(masks, [BATCH, size, size, 2]),
  };
}

/** An outer problem in the middle of training, with its architecture variables. */
function trainedProblem(seed: number, size: number, width: number) {
  const random = seededRandom(seed);
  const segmenter = new UNetSegmenter({ size, width, levels: levelsFor(size), classes: 2 }, random);
  const generator = new Generator(
    { size, width: 8, levels: Math.floor(Math.log2(size / 4)), classes: 2 },
    random,
  );
  const first = new GeneratorLevel(generator, new Discriminator({ classes: 2, width: 8, layers: 2 }, random));
  const second = new SegmenterLevel(segmenter, 3e-3, STEPS);
  for (let step = 1; step <= STEPS; step++) {
    const { images, masks } = drawDisks(random, size, 1);
    tf.dispose([first.step(masks, images), second.step(step, [{ images, masks }]), images, masks]);
  }
  const { masks } = drawDisks(random, size, 1);
  const real = drawDisks(random, size, 1);
  const validation = drawDisks(random, size, 0.6);
  const { state } = random;
  const images = () => {
    random.state = state;
    return generator.forward(masks, 'train');
  };
  const problem: OuterProblem = { segmenter, training: [real, { images, masks }], validation, rate: 0.05 };
  return { problem, architecture: generator.architecture.trainable };
}

/** Central differences of the validation loss after the step. */
async function measured(problem: OuterProblem, architecture: readonly tf.Variable[]): Promise<number[]> {
  const slopes: number[] = [];
  for (const variable of architecture) {
    const own = variable.add(0);
    const at = async (index: number, change: number) => {
      tf.tidy(() => variable.assign(own.add(tf.oneHot(index, own.size).mul(change))));
      const { direction, loss } = validationDirection(problem);
      const [value] = await loss.data();
      tf.dispose([direction, loss]);
      return value;
    };
    for (let i = 0; i < own.size; i++) {
      slopes.push(((await at(i, CHANGE)) - (await at(i, -CHANGE))) / (2 * CHANGE));
    }
    variable.assign(own);
    own.dispose();
  }
  return slopes;
}

async function report(seed: number, size: number, width: number): Promise<void> {
  const { problem, architecture } = trainedProblem(seed, size, width);
  const { direction } = validationDirection(problem);
  const expected = await measured(problem, architecture);
  const differences = (radius: number) => () => finiteDifferences(problem, direction, architecture, radius);
  const calls: Record<string, () => tf.Tensor[]> = {
    exact: () => exactHypergradient(problem, direction, architecture),
    ...Object.fromEntries([0.01, 0.03, 0.1, 0.3, 1].map((radius) => [radius, differences(radius)])),
  };
  const agreement: Record<string, number> = {};
  const milliseconds: Record<string, number> = {};
  for (const [name, call] of Object.entries(calls)) {
    agreement[name] = Number(cosine(await values(call()), expected).toFixed(3));
    const durations: number[] = [];
    for (let i = 0; i < CALLS; i++) {
      const start = performance.now();
      await values(call());
      durations.push(performance.now() - start);
    }
    milliseconds[name] = Math.round(durations.sort((a, b) => a - b)[Math.floor(CALLS / 2)]);
  }
  process.stdout.write(`${JSON.stringify({ seed, size, width, agreement, milliseconds })}\n`);
}

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1,2,3,4,5,6,7,8' },
      size: { type: 'string', default: '32' },
      width: { type: 'string', default: '8' },
    },
  });
  await startBackend('wasm', path.join(repositoryRoot, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
  for (const seed of options.seeds.split(',')) {
    tf.engine().startScope();
    await report(Number(seed), Number(options.size), Number(options.width));
    tf.engine().endScope();
  }
}

void main();
