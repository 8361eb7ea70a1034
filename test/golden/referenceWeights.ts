import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../src/data/random';
import { Discriminator } from '../../src/networks/Discriminator';
import { Generator } from '../../src/networks/Generator';
import type { Parameters } from '../../src/networks/Parameters';
import { softmax } from '../../src/ops/softmax';
import { hashedWeight } from './hashedTensors';

type Tensors = Record<string, tf.Tensor>;

/** A weight of the reference, in PyTorch's layout. */
export interface ReferenceWeight {
  name: string;
  shape: number[];
}

/** Hashed weights of a reference network in our layout, with its names and numbered in its order. */
export function referenceWeights(weights: readonly ReferenceWeight[]): Tensors {
  const entries = weights.map(({ name, shape }, number) => {
    // Vectors of this name are the scales of normalisations.
    const isScale = shape.length === 1 && name.endsWith('weight');
    const tensor = tf.tensor(hashedWeight(number, shape, { scale: 'gan', isScale }), shape);
    return [name, shape.length === 4 ? tensor.transpose([2, 3, 1, 0]) : tensor] as const;
  });
  return Object.fromEntries(entries);
}

/** Maps the product's names to those of the reference. */
type Names = Record<string, string>;

function assign(parameters: Parameters, values: Tensors): void {
  expect(Object.keys(values).sort()).toEqual([...parameters.names].sort());
  for (const name of parameters.names) parameters.get<tf.Variable>(name).assign(values[name]);
}

function named(weights: Tensors, kernels: Names, norms: Names): Tensors {
  const values: Tensors = {};
  for (const [ours, theirs] of Object.entries(kernels)) values[ours] = weights[theirs];
  for (const [ours, theirs] of Object.entries(norms)) {
    values[`${ours}.gamma`] = weights[`${theirs}.weight`];
    values[`${ours}.beta`] = weights[`${theirs}.bias`];
  }
  return values;
}

/** Names of the reference's modules for level `level` of the generator; the reference nests its blocks. */
function blockOf(level: number, levels: number) {
  if (level === 0) return { down: 'model.model.0', up: 'model.model.3', upNorm: '' };
  const prefix = `model.model.1.model${'.3.model'.repeat(level - 1)}`;
  // The innermost block has neither a normalisation nor a nested block.
  const [up, upNorm] = level === levels - 1 ? [3, 4] : [5, 6];
  return {
    down: `${prefix}.1`,
    downNorm: `${prefix}.2`,
    up: `${prefix}.${up}`,
    upNorm: `${prefix}.${upNorm}`,
  };
}

function generatorNorms(levels: number): Names {
  const norms: Names = {};
  for (let level = 1; level < levels; level++) {
    const { downNorm, upNorm } = blockOf(level, levels);
    if (downNorm && level < levels - 1) norms[`down${level}.norm`] = downNorm;
    norms[`up${level}.norm`] = upNorm;
  }
  return norms;
}

/**
 * @param architecture its first row is the innermost level; rows beyond the outermost level have no effect
 */
export function productGenerator(
  weights: Tensors,
  architecture: tf.Tensor,
  shape: { size: number; width: number; levels: number },
): Generator {
  const network = new Generator({ ...shape, classes: 1 }, seededRandom(1));
  const { levels } = shape;
  const kernels: Names = {};
  const rows: Tensors = {};
  for (let level = 0; level < levels; level++) {
    const { down, up } = blockOf(level, levels);
    kernels[`down${level}.filter`] = `${down}.weight`;
    [4, 6, 8].forEach((k, i) => (kernels[`up${level}.k${k}`] = `${up}._ops._ops.${i}.op.weight`));
    rows[`level${level}`] = architecture.slice([levels - 1 - level, 0], [1, 3]).as1D();
  }
  assign(network.architecture, rows);
  // The reference mixes one bias per kernel like the kernels; the product has the mixed bias.
  const biases = tf.concat([0, 1, 2].map((i) => weights[`model.model.3._ops._ops.${i}.op.bias`]));
  const bias = biases
    .mul(softmax(rows.level0 as tf.Tensor1D))
    .sum()
    .as1D();
  assign(network.parameters, { ...named(weights, kernels, generatorNorms(levels)), 'up0.bias': bias });
  return network;
}

/** The product's discriminator of three layers with the reference's weights. */
export function productDiscriminator(weights: Tensors, width: number): Discriminator {
  const network = new Discriminator({ classes: 1, width, layers: 3 }, seededRandom(1));
  const kernels: Names = { 'layer0.bias': 'model.0.bias', 'logits.bias': 'model.11.bias' };
  const norms: Names = {};
  [0, 2, 5, 8].forEach((module, layer) => {
    kernels[`layer${layer}.filter`] = `model.${module}.weight`;
    if (layer > 0) norms[`layer${layer}.norm`] = `model.${module + 1}`;
  });
  kernels['logits.filter'] = 'model.11.weight';
  assign(network.parameters, named(weights, kernels, norms));
  return network;
}
