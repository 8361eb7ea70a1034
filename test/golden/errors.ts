import type * as tf from '@tensorflow/tfjs';

/** Samples of a tensor: its length and every `stride`-th value. */
export interface Sample {
  length: number;
  stride: number;
  values: number[];
}

/** A gradient's name, shape and four numbers. */
export interface GradientNumbers {
  name: string;
  shape: number[];
  length: number;
  sum: number;
  first: number;
  middle: number;
}

/** Relative L2 error. */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return lengthOf(expected.map((value, i) => actual[i] - value)) / lengthOf(expected);
}

/** The maximum of the relative errors of the sampled values and of the whole tensor's length. */
export async function sampleError(actual: tf.Tensor | ArrayLike<number>, expected: Sample): Promise<number> {
  const all = Array.from('data' in actual ? await actual.data() : actual);
  const sampled = all.filter((_, i) => i % expected.stride === 0);
  return Math.max(relativeError(sampled, expected.values), Math.abs(lengthOf(all) / expected.length - 1));
}

/** The gradients whose error exceeds `tolerance`, with that error. */
export async function gradientsOff(
  names: readonly string[],
  actual: readonly tf.Tensor[],
  expected: readonly GradientNumbers[],
  tolerance: number,
): Promise<Record<string, number>> {
  expect(names).toEqual(expected.map(({ name }) => name));
  const off: Record<string, number> = {};
  for (const [i, one] of expected.entries()) {
    expect(actual[i].shape).toEqual(one.shape);
    const error = gradientError(Array.from(await actual[i].data()), one);
    if (!(error <= tolerance)) off[one.name] = error;
  }
  return off;
}

/**
 * Maximum error of a gradient's numbers. A sum or a single value may cancel to almost nothing: if it is
 * smaller than expected at random for a gradient of that length, the error is relative to the expected size.
 */
function gradientError(values: number[], expected: GradientNumbers): number {
  const relative = (a: number, e: number, minimum: number) =>
    Math.abs(a - e) / Math.max(Math.abs(e), minimum);
  const sum = values.reduce((total, value) => total + value, 0);
  const typical = expected.length / Math.sqrt(values.length);
  return Math.max(
    relative(lengthOf(values), expected.length, 0),
    relative(sum, expected.sum, expected.length),
    relative(values[0], expected.first, typical),
    relative(values[values.length >> 1], expected.middle, typical),
  );
}

const lengthOf = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
