import * as tf from '@tensorflow/tfjs';
import { seededRandom, uniform } from '../data/random';
import { GeneratorLevel } from '../learning/levels/generatorLevel';
import { SegmenterLevel } from '../learning/levels/segmenterLevel';
import { WeightAverage } from '../learning/WeightAverage';
import { Discriminator } from '../networks/Discriminator';
import { FoldedLayers } from '../networks/FoldedLayers';
import { Generator } from '../networks/Generator';
import { measureStatistics } from '../networks/measureStatistics';
import type { Parameters, Weights } from '../networks/Parameters';
import { UNetSegmenter } from '../networks/UNetSegmenter';
import { movingAverage } from '../ops/movingAverage';
import { rectify } from '../ops/rectify';
import { RepeatedStep } from '../ops/RepeatedStep';
import { SELF_TEST_NUMBERS } from './selfTestNumbers';

/** Measurements of a self-test by name: losses and norms of gradients. */
export type SelfTestNumbers = Record<string, number>;

/** The outcome of a self-test. */
export interface SelfTestReport {
  expected: SelfTestNumbers;
  got: SelfTestNumbers;
  ms: number;
  /** What is wrong, as text for the user; undefined if all numbers are right. */
  wrong: string | undefined;
}

const SIZE = 16;
const BATCH = 2;
const CLASSES = 2;
const WIDTH = 4;
const STEPS = 2;
/** So many that WebGPU replays the last ones. */
const REPETITIONS = 6;

/**
 * Relative tolerance. Backends sum in different orders and round fused multiply-adds differently, which
 * changes these numbers by about 1e-6 after two steps; GPUs may evaluate `exp` and `tanh` to only about 1e-4.
 * A wrong kernel, even at a single border or in a single channel, changes them by per cents. 1e-3 is well
 * separated from both.
 */
const TOLERANCE = 1e-3;

/**
 * Trains two tiny sets of networks for two steps on the current backend and compares the measurements with
 * those of the plain CPU kernels. Graphics drivers have bugs that no feature test detects; undetected, they
 * would produce wrong masks.
 */
export async function selfTest(expected: SelfTestNumbers = SELF_TEST_NUMBERS): Promise<SelfTestReport> {
  const start = performance.now();
  const got = await measure();
  return { expected, got, ms: Math.round(performance.now() - start), wrong: difference(expected, got) };
}

/** Measures the current backend. */
export async function measure(): Promise<SelfTestNumbers> {
  const numbers: SelfTestNumbers = {};
  const random = seededRandom(1);
  const images = tf.tensor4d(
    Float32Array.from({ length: BATCH * SIZE * SIZE }, () => uniform(random, -1, 1)),
    [BATCH, SIZE, SIZE, 1],
  );
  const masks = disc();
  try {
    await measureSegmenter(numbers, images, masks);
    await measureGenerator(numbers, images, masks);
    await measureRepetition(numbers, images);
  } finally {
    tf.dispose([images, masks]);
  }
  return numbers;
}

/** One-hot masks of a disc, larger on the second image. */
function disc(): tf.Tensor4D {
  const values = new Float32Array(BATCH * SIZE * SIZE * CLASSES);
  for (let i = 0; i < BATCH * SIZE * SIZE; i++) {
    const image = Math.floor(i / (SIZE * SIZE));
    const row = Math.floor(i / SIZE) % SIZE;
    const inside = (row - 7) ** 2 + ((i % SIZE) - 8) ** 2 < (image === 0 ? 9 : 30);
    values[CLASSES * i + (inside ? 1 : 0)] = 1;
  }
  return tf.tensor4d(values, [BATCH, SIZE, SIZE, CLASSES]);
}

/**
 * Measures training of the segmenter, the moving average of its weights, and a prediction with measured
 * statistics.
 */
async function measureSegmenter(
  numbers: SelfTestNumbers,
  images: tf.Tensor4D,
  masks: tf.Tensor4D,
): Promise<void> {
  const shape = { size: SIZE, width: WIDTH, levels: 2, classes: CLASSES };
  const segmenter = new UNetSegmenter(shape, seededRandom(2));
  const average = new WeightAverage(segmenter, new UNetSegmenter(shape, seededRandom(3)));
  const level = new SegmenterLevel(segmenter, 1e-2, STEPS + 1);
  const before = await segmenter.parameters.read();
  try {
    for (let step = 1; step <= STEPS; step++) {
      const loss = level.step(step, [{ images, masks }]);
      numbers[`segmenter, loss ${step}`] = await takeScalar(loss);
      average.update();
      // Only after the first step is the optimiser's first moment a constant times the gradient.
      if (step > 1) continue;
      numbers['segmenter, length of step 1'] = distance(before, await segmenter.parameters.read());
      const [gradients] = (await level.optimiser.read()).moments;
      addNorms(numbers, 'segmenter', segmenter.parameters, gradients);
    }
    measureStatistics(average.averaged, [images]);
    const folded = new FoldedLayers();
    for (const mode of ['predict', folded] as const) {
      const prediction = tf.tidy(() => average.averaged.forward(images, mode).softmax().square().mean());
      const name = mode === folded ? 'segmenter, folded prediction' : 'segmenter, prediction';
      numbers[name] = await takeScalar(prediction as tf.Scalar);
    }
    folded.dispose();
  } finally {
    level.dispose();
    segmenter.parameters.dispose();
    average.averaged.parameters.dispose();
  }
}

/** Euclidean distance of two sets of weights. */
function distance(a: Weights, b: Weights): number {
  let sum = 0;
  for (const [name, { values }] of a) {
    const others = b.get(name)?.values ?? values;
    values.forEach((value, i) => (sum += (value - others[i]) ** 2));
  }
  return Math.sqrt(sum);
}

/** Measures one step of generator and discriminator. */
async function measureGenerator(
  numbers: SelfTestNumbers,
  images: tf.Tensor4D,
  masks: tf.Tensor4D,
): Promise<void> {
  const generator = new Generator({ size: SIZE, width: WIDTH, levels: 2, classes: CLASSES }, seededRandom(4));
  // One layer of stride 2; more would shrink an image this small to nothing.
  const shape = { classes: CLASSES, width: WIDTH, layers: 1 };
  const discriminator = new Discriminator(shape, seededRandom(5));
  const level = new GeneratorLevel(generator, discriminator);
  try {
    for (let step = 1; step <= STEPS; step++) {
      const losses = level.step(masks, images);
      numbers[`generator, loss ${step}`] = await takeScalar(losses.generator);
      numbers[`discriminator, loss ${step}`] = await takeScalar(losses.discriminator);
      if (step > 1) continue;
      const states = await level.read();
      addNorms(numbers, 'generator', generator.parameters, states.generator.moments[0]);
      addNorms(numbers, 'discriminator', discriminator.parameters, states.discriminator.moments[0]);
    }
  } finally {
    level.dispose();
  }
}

/** Measures a small step often enough that WebGPU replays it, with other values and settings each time. */
async function measureRepetition(numbers: SelfTestNumbers, images: tf.Tensor4D): Promise<void> {
  const repeated = new RepeatedStep();
  const average = tf.tidy(() => tf.variable(tf.zerosLike(images), false));
  const attributes = { decay: 0 };
  try {
    for (let step = 1; step <= REPETITIONS; step++) {
      attributes.decay = 1 - 1 / step;
      const input = tf.mul(images, step);
      const sum = repeated.run('', [input], ([present]) => {
        movingAverage([average], [present], attributes);
        return rectify(average, 0.5).mean();
      });
      input.dispose();
      numbers[`repeated step ${step}`] = await takeScalar(sum as tf.Scalar);
    }
  } finally {
    repeated.dispose();
    average.dispose();
  }
}

/** Adds the gradient norm of each filter; `gradients` holds the gradients of all parameters, concatenated. */
function addNorms(
  numbers: SelfTestNumbers,
  network: string,
  { trainable, names }: Parameters,
  gradients: Float32Array,
): void {
  let begin = 0;
  trainable.forEach(({ size }, i) => {
    const end = begin + size;
    // Scales and offsets are skipped: they fill few of a kernel's lanes, and their sums of mixed signs
    // scatter more.
    if (!/\.(gamma|beta)$/.test(names[i])) {
      const norm = Math.hypot(...gradients.subarray(begin, end));
      numbers[`${network}, gradient of ${names[i]}`] = norm;
    }
    begin = end;
  });
}

/** Reads a scalar and disposes it. */
async function takeScalar(scalar: tf.Scalar): Promise<number> {
  const [value] = await scalar.data();
  scalar.dispose();
  return value;
}

/** Describes the first number that is wrong. */
function difference(expected: SelfTestNumbers, got: SelfTestNumbers): string | undefined {
  for (const [name, right] of Object.entries(expected)) {
    const value = got[name];
    // Negated so that NaN and a missing number fail, too.
    if (!(Math.abs(value - right) <= TOLERANCE * Math.abs(right))) {
      return `the self-test measured ${value?.toPrecision(5)} where ${right.toPrecision(5)} is right (${name})`;
    }
  }
  return undefined;
}
