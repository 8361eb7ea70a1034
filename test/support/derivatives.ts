import * as tf from '@tensorflow/tfjs';
import { normal, seededRandom } from '../../src/data/random';

/** Plain values from which each backend creates its own tensor. */
export interface Input {
  shape: number[];
  values: Float32Array;
}

export type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Adapts an operation on images and vectors to one on plain tensors. */
export function operation<Inputs extends tf.Tensor[]>(f: (...inputs: Inputs) => tf.Tensor): Operation {
  return f as unknown as Operation;
}

/** Seeded, normally distributed values. */
export function input(shape: number[], seed: number, scale = 1, offset = 0): Input {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Float32Array.from({ length: size }, () => normal(random) * scale + offset) };
}

/** Moves values away from 0, where rectifiers have their kink. */
export function awayFromZero(given: Input, distance = 0.1): Input {
  return { ...given, values: given.values.map((v) => v + Math.sign(v) * distance) };
}

/**
 * Distinct whole numbers divided by 10, in random order: no two are close, as required for maximum pooling.
 */
export function shuffled(shape: number[], seed: number): Input {
  const given = input(shape, seed);
  const order = Array.from(given.values.keys()).sort((a, b) => given.values[a] - given.values[b]);
  const values = new Float32Array(order.length);
  order.forEach((at, rank) => (values[at] = (rank - order.length / 2) / 10));
  return { shape, values };
}

/** One-hot classes along the last axis. */
export function oneHot(shape: number[], seed: number): Input {
  const random = seededRandom(seed);
  const classes = shape[shape.length - 1];
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i += classes) values[i + Math.floor(random() * classes)] = 1;
  return { shape, values };
}

/**
 * The value of f, its gradients, and their gradients: of sum(w y + y^2 / 2) over y = f(inputs) by each input,
 * and of the sum of those gradients times fixed weights.
 *
 * @param order highest derivative
 * @returns the value, the first gradients, the second gradients
 */
export async function derivatives(
  f: Operation,
  inputs: readonly Input[],
  order: 0 | 1 | 2,
): Promise<Float32Array[]> {
  const tensors = tf.tidy(() => {
    const x = inputs.map(({ shape, values }) => tf.tensor(values.slice(), shape));
    const y = f(...x);
    const weights = input(y.shape, 99);
    const objective = (...given: tf.Tensor[]) => {
      const value = f(...given);
      return value.mul(tf.tensor(weights.values, weights.shape)).add(value.square().div(2)).sum();
    };
    if (order === 0) return [y];
    const first = tf.grads(objective)(x);
    if (order === 1) return [y, ...first];
    const slope = (...given: tf.Tensor[]) => tf.addN(dotEach(tf.grads(objective)(given)));
    return [y, ...first, ...tf.grads(slope)(x)];
  });
  const values: Float32Array[] = [];
  for (const tensor of tensors) values.push(Float32Array.from(await tensor.data()));
  tf.dispose(tensors);
  return values;
}

const secondWeights = (shape: number[], i: number) => input(shape, 200 + i);

function dotEach(gradients: tf.Tensor[]): tf.Tensor[] {
  return gradients.map((gradient, i) =>
    gradient.mul(tf.tensor(secondWeights(gradient.shape, i).values, gradient.shape)).sum(),
  );
}

/** Runs a function on TF.js's CPU backend and returns to the current one. */
export async function onCpu<T>(f: () => Promise<T>): Promise<T> {
  const backend = tf.getBackend();
  await tf.setBackend('cpu');
  try {
    return await f();
  } finally {
    await tf.setBackend(backend);
  }
}

/** Largest relative L2 error over the pairs of arrays. */
export function relativeL2(
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
): number {
  expect(actual.length).toBe(expected.length);
  const errors = expected.map((values, i) => {
    expect(actual[i].length).toBe(values.length);
    const difference = Array.from(values, (value, j) => actual[i][j] - value);
    return norm(difference) / Math.max(1e-6, norm(values));
  });
  return Math.max(...errors);
}

/**
 * Compares derivatives with central differences of the next lower ones: first gradients with values, second
 * gradients with first ones. The differences are taken along the gradient plus a random direction and summed
 * in double precision.
 *
 * @returns the maximum error over the inputs, relative to the gradient's length
 */
export async function differenceError(
  f: Operation,
  inputs: readonly Input[],
  order: 1 | 2,
  step = 1e-2,
): Promise<number> {
  const count = inputs.length;
  const analytic = (await derivatives(f, inputs, order)).slice(-count);
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const gradient = analytic[i];
    const random = input(inputs[i].shape, 7 + i).values;
    const [g, r] = [norm(gradient), norm(random)];
    const direction = gradient.map((value, j) => (g > 0 ? value / g : 0) + random[j] / r);
    const moved = async (sign: number) => {
      const values = inputs[i].values.map((value, j) => value + sign * step * direction[j]);
      const there = inputs.map((given, j) => (j === i ? { ...given, values } : given));
      return { at: await slopeOrValue(f, there, order), values };
    };
    const [up, down] = [await moved(1), await moved(-1)];
    // The step after rounding to single precision.
    const taken = up.values.map((value, j) => value - down.values[j]);
    const expected = dot(gradient, taken);
    worst = Math.max(worst, Math.abs(up.at - down.at - expected) / Math.max(1e-7, g * norm(taken)));
  }
  return worst;
}

/**
 * For order 1 the objective whose gradients `derivatives` returns; for order 2 the weighted sum of its
 * gradients.
 */
async function slopeOrValue(f: Operation, inputs: readonly Input[], order: 1 | 2): Promise<number> {
  const [value, ...gradients] = await derivatives(f, inputs, order === 1 ? 0 : 1);
  if (order === 2) {
    return gradients.reduce((sum, g, i) => sum + dot(g, secondWeights(inputs[i].shape, i).values), 0);
  }
  const weights = input([value.length], 99).values;
  return value.reduce((sum, v, i) => sum + weights[i] * v + (v * v) / 2, 0);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: ArrayLike<number>): number {
  return Math.sqrt(dot(a, a));
}
