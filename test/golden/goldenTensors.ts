import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describeOnBackends } from '../support/backends';

/**
 * Numbers from a PyTorch run of the reference's networks. They lie beside the checkout and are not part of it.
 * Their group `post`, the reference code's equalisation of synthetic images, has no test: we leave that step out, since
 * the segmenter's gradient could not pass through it to the generator and its architecture.
 */
const FOLDER = path.resolve(__dirname, '../../../shared/golden');

/** Runs a suite on each backend, or reports it as skipped where the golden numbers are not at hand. */
export function describeGolden(name: string, suite: () => void): void {
  if (existsSync(path.join(FOLDER, 'manifest.json'))) describeOnBackends(name, suite);
  else describe.skip(`${name} (there is no ${FOLDER})`, suite);
}

interface Entry {
  file: string;
  offset: number;
  bytes: number;
  shape: number[];
  layout: string;
}

interface Manifest {
  tensors: Record<string, Entry>;
  scalars: {
    loss_D: number;
    loss_G: number;
    gan_adam_trace: { loss_D: number; loss_G_GAN: number; loss_L1_unweighted: number }[];
    seg_loss: number;
    seg_rmsprop_trace: number[];
    hyper: HyperScalars;
    hyper_smooth: HyperScalars;
  };
}

interface HyperScalars {
  xi: number;
  L_val_at_w_prime: number;
  eps: number;
}

export type Tensors = Record<string, tf.Tensor>;

let manifest: Manifest | undefined;
const files = new Map<string, Buffer>();

export function goldenManifest(): Manifest {
  manifest ??= JSON.parse(readFileSync(path.join(FOLDER, 'manifest.json'), 'utf8')) as Manifest;
  return manifest;
}

/** One stored tensor in our layout: images [batch, rows, columns, channels], kernels [rows, columns, in, out]. */
export function golden(name: string): tf.Tensor {
  const entry = goldenManifest().tensors[name];
  if (!entry) throw new Error(`There is no golden tensor "${name}".`);
  if (!files.has(entry.file)) files.set(entry.file, readFileSync(path.join(FOLDER, entry.file)));
  const bytes = files.get(entry.file)!.subarray(entry.offset, entry.offset + entry.bytes);
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  if (entry.shape.length !== 4) return tf.tensor(values, entry.shape);
  // Everything with "weight" in its name is a kernel, also where the manifest says NCHW.
  return toOurLayout(values, entry.shape, /weight$/.test(name) ? 'kernel' : 'image');
}

const ORDER = { kernel: [2, 3, 1, 0], image: [0, 2, 3, 1] };

/** PyTorch's kernel [out, in, rows, columns] (transposed: [in, out, ...]) or images [batch, channels, rows, columns]. */
export function toOurLayout(values: Float32Array, shape: number[], kind: keyof typeof ORDER): tf.Tensor4D {
  const order = ORDER[kind];
  const [d0, d1, d2, d3] = order.map((axis) => shape[axis]);
  return tf.tensor4d(permute(values, shape, order), [d0, d1, d2, d3]);
}

/** Values of one of our tensors as PyTorch orders them. */
export async function inTheirOrder(tensor: tf.Tensor, kind: keyof typeof ORDER): Promise<Float32Array> {
  const values = await tensor.data<'float32'>();
  if (tensor.rank !== 4) return values;
  const back = [0, 1, 2, 3].map((axis) => ORDER[kind].indexOf(axis));
  return permute(values, tensor.shape, back);
}

/** All tensors of a group by what follows the group's name, without running statistics. */
export function goldenGroup(group: string): Tensors {
  const names = Object.keys(goldenManifest().tensors).filter(
    (name) => name.startsWith(`${group}/`) && !name.includes('running_'),
  );
  return Object.fromEntries(names.map((name) => [name.slice(group.length + 1), golden(name)]));
}

function permute(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const [d0, d1, d2, d3] = order.map((axis) => shape[axis]);
  const [s0, s1, s2, s3] = order.map((axis) => strides[axis]);
  const result = new Float32Array(values.length);
  let at = 0;
  for (let a = 0; a < d0; a++)
    for (let b = 0; b < d1; b++)
      for (let c = 0; c < d2; c++)
        for (let d = 0; d < d3; d++) result[at++] = values[a * s0 + b * s1 + c * s2 + d * s3];
  return result;
}

/** Relative L2 error of one tensor. */
export async function errorOf(actual: tf.Tensor, expected: tf.Tensor): Promise<number> {
  expect(actual.shape).toEqual(expected.shape);
  const [a, e] = [await actual.data(), await expected.data()];
  let [difference, length] = [0, 0];
  e.forEach((value, i) => {
    difference += (a[i] - value) ** 2;
    length += value ** 2;
  });
  return Math.sqrt(difference / length);
}

/** The largest error of a group of tensors; the same names must be there. */
export async function largestError(actual: Tensors, expected: Tensors): Promise<number> {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  const errors = Object.keys(expected).map((name) => errorOf(actual[name], expected[name]));
  return Math.max(...(await Promise.all(errors)));
}

/**
 * Share of entries whose update (from `start` on) is further from the expected one than 1 % of its tensor's
 * largest: optimisers turn gradients that should be 0 into full steps of either sign.
 */
export async function shareOfDeviatingUpdates(
  start: Tensors,
  actual: Tensors,
  expected: Tensors,
): Promise<number> {
  let [deviating, all] = [0, 0];
  for (const name of Object.keys(expected)) {
    const read = (group: Tensors) => group[name].data<'float32'>();
    const [from, a, e] = await Promise.all([start, actual, expected].map(read));
    const largest = e.reduce((most, value, i) => Math.max(most, Math.abs(value - from[i])), 0);
    e.forEach((value, i) => {
      if (!(Math.abs(a[i] - value) <= 0.01 * largest)) deviating++;
      all++;
    });
  }
  return deviating / all;
}

/** Variables of the same values, but values of their own: optimisers step in place. */
export async function variablesOf(weights: Tensors): Promise<Record<string, tf.Variable>> {
  const variables: Record<string, tf.Variable> = {};
  for (const [name, tensor] of Object.entries(weights)) {
    variables[name] = tf.variable(tf.tensor((await tensor.data()).slice(), tensor.shape));
  }
  return variables;
}

/** Gradients of a scalar by each named tensor. */
export function gradientsBy(f: (tensors: Tensors) => tf.Tensor, at: Tensors): Tensors {
  const names = Object.keys(at);
  const named = (tensors: tf.Tensor[]) => Object.fromEntries(tensors.map((tensor, i) => [names[i], tensor]));
  const gradients = tf.grads((...tensors: tf.Tensor[]) => f(named(tensors)))(Object.values(at));
  return named(gradients);
}
