import * as tf from '@tensorflow/tfjs';
import type {
  Attributes,
  InPlaceKernelName,
  InPlaceKernels,
  Inputs,
  KernelName,
} from '../../src/backends/kernels/contract';
import { registeredName } from '../../src/backends/kernels/registeredName';
import { normal, seededRandom } from '../../src/data/random';
import { differenceError } from './derivatives';

/**
 * How an input's values are drawn, all seeded: `normal` N(0, 1); `offset` N(1000, 1), for which a one-pass
 * variance fails; `positive` |N(0, 1)| + 0.1; `ties` whole numbers in -1..1, so that maxima tie; `onehot`
 * along the last axis; `soft` positive, not summing to one; `zeros`; `small` |N(0, 1)| / 100; `tiny` N(0, 1)
 * / 1e6, like gradients of a mean loss; `constant` 3 everywhere.
 */
export type Values =
  'normal' | 'offset' | 'positive' | 'ties' | 'onehot' | 'soft' | 'zeros' | 'small' | 'tiny' | 'constant';

export type Spec = readonly [shape: readonly number[], values: Values];

interface Case {
  name: string;
  /** Maximum difference relative to the largest magnitude of an output; {@link TOLERANCE} by default. */
  tolerance?: number;
}

/** One run of one kernel; inputs not listed here are derived from the others. */
interface NamedCase<Name extends KernelName> extends Case {
  kernel: Name;
  inputs: Partial<Inputs<Name, Spec>>;
  attributes: Attributes<Name>;
  /** Also compares the kernel's first and second gradients by all inputs with finite differences. */
  checkGradients?: boolean;
  /** Computes, from the drawn inputs, those that the forward kernel passes to its gradient. */
  derive?: (drawn: Record<string, Float32Array>) => Record<string, tf.Tensor>;
}

/** One run of an in-place kernel on a list of tensors. */
interface InPlaceCase<Name extends InPlaceKernelName> extends Case {
  kernel: Name;
  inputs: readonly Spec[];
  attributes: InPlaceKernels[Name];
}

export type KernelCase =
  | { [Name in KernelName]: NamedCase<Name> }[KernelName]
  | { [Name in InPlaceKernelName]: InPlaceCase<Name> }[InPlaceKernelName];

/** For single-precision sums of a few thousand terms in any order. */
export const TOLERANCE = 2e-5;

/**
 * Maximum error of a case's gradients on the current backend, compared with finite differences.
 *
 * @param order 1 for the gradients, 2 for their gradients
 */
export function gradientErrorOf(test: KernelCase, order: 1 | 2): Promise<number> {
  const specs = Object.entries(test.inputs) as [string, Spec][];
  const inputs = specs.map(([, spec], place) => ({ shape: [...spec[0]], values: drawInput(spec, place) }));
  const run = (...tensors: tf.Tensor[]) => {
    const named = Object.fromEntries(specs.map(([name], i) => [name, tensors[i]]));
    const output = tf.engine().runKernel(registeredName(test.kernel), named, test.attributes as never);
    return output as tf.Tensor;
  };
  return differenceError(run, inputs, order);
}

/** Creates the inputs of a case as tensors on the current backend, by name or position. */
export function makeInputs(test: KernelCase): Record<string, tf.Tensor> {
  const specs = Object.entries(test.inputs) as [string, Spec][];
  const drawn = specs.map(([name, spec], place) => [name, drawInput(spec, place)] as const);
  const tensors = drawn.map(([name, values], i) => [name, tf.tensor(values, [...specs[i][1][0]])] as const);
  const derived = 'derive' in test ? test.derive?.(Object.fromEntries(drawn)) : {};
  return { ...Object.fromEntries(tensors), ...derived };
}

/**
 * Runs a case on the current backend.
 *
 * @returns the values of every output; for an in-place kernel those of every input afterwards
 */
export async function runCase(test: KernelCase): Promise<Float32Array[]> {
  const inputs = makeInputs(test);
  const inPlace = Array.isArray(test.inputs);
  const given = (inPlace ? Object.values(inputs) : inputs) as tf.NamedTensorMap;
  const outputs = tf.engine().runKernel(registeredName(test.kernel), given, test.attributes as never);
  const tensors = inPlace ? Object.values(inputs) : [outputs].flat();
  const values: Float32Array[] = [];
  for (const tensor of tensors as tf.Tensor[]) values.push(Float32Array.from(await tensor.data()));
  tf.dispose([outputs, inputs]);
  return values;
}

/** Error of a case on a started backend relative to the CPU; also checks that no tensor leaks. */
export async function errorAgainstCpu(backend: 'wasm' | 'webgpu', test: KernelCase): Promise<number> {
  await tf.setBackend('cpu');
  const expected = await runCase(test);
  await tf.setBackend(backend);
  const tensors = tf.memory().numTensors;
  const error = caseError(await runCase(test), expected);
  expect(tf.memory().numTensors).toBe(tensors);
  return error;
}

/**
 * Maximum difference of two outputs relative to the largest expected magnitude; infinite if their sizes
 * differ.
 */
export function caseError(actual: readonly Float32Array[], expected: readonly Float32Array[]): number {
  if (actual.length !== expected.length) return Infinity;
  const errors = expected.map((values, i) => {
    if (actual[i].length !== values.length) return Infinity;
    let largest = 1e-6;
    let difference = 0;
    values.forEach((value, j) => {
      largest = Math.max(largest, Math.abs(value));
      const d = Math.abs(value - actual[i][j]);
      difference = d <= difference ? difference : d;
      if (Number.isNaN(d)) difference = Infinity;
    });
    return difference / largest;
  });
  return Math.max(0, ...errors);
}

/** The values of one input, seeded by its position among the inputs. */
function drawInput([shape, values]: Spec, place: number): Float32Array {
  const random = seededRandom(17 * place + 1);
  const size = shape.reduce((a, b) => a * b, 1);
  if (values === 'onehot') {
    const classes = shape[shape.length - 1];
    const result = new Float32Array(size);
    for (let i = 0; i < size; i += classes) result[i + Math.floor(random() * classes)] = 1;
    return result;
  }
  const of: Record<Exclude<Values, 'onehot'>, () => number> = {
    normal: () => normal(random),
    offset: () => 1000 + normal(random),
    positive: () => Math.abs(normal(random)) + 0.1,
    ties: () => Math.floor(random() * 3) - 1,
    soft: () => random(),
    zeros: () => 0,
    small: () => Math.abs(normal(random)) / 100,
    tiny: () => normal(random) / 1e6,
    constant: () => 3,
  };
  return Float32Array.from({ length: size }, of[values]);
}
