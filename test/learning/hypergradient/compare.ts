import * as tf from '@tensorflow/tfjs';

/** The concatenated values of tensors. */
export async function values(tensors: readonly tf.Tensor[]): Promise<number[]> {
  const parts = await Promise.all(tensors.map((tensor) => tensor.data()));
  return parts.flatMap((part) => [...part]);
}

const inner = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);

export function cosine(a: readonly number[], b: readonly number[]): number {
  return inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
}

/** Relative L2 error. */
export function errorOf(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  const difference = actual.map((x, i) => x - expected[i]);
  return Math.sqrt(inner(difference, difference) / inner(expected, expected));
}

/**
 * Derivatives of a measured number with respect to each value of the variables, by fourth-order central
 * differences.
 */
export async function numericGradient(
  variables: readonly tf.Variable[],
  measure: () => Promise<number>,
  step: number,
): Promise<number[]> {
  const gradient: number[] = [];
  for (const variable of variables) {
    const own = Float32Array.from(await variable.data());
    const at = async (i: number, change: number) => {
      setValues(
        variable,
        own.map((value, j) => (i === j ? value + change : value)),
      );
      return measure();
    };
    for (let i = 0; i < own.length; i++) {
      const slope = async (h: number) => ((await at(i, h)) - (await at(i, -h))) / (2 * h);
      gradient.push((4 * (await slope(step)) - (await slope(2 * step))) / 3);
    }
    setValues(variable, own);
  }
  return gradient;
}

/** Sets the values of a variable. */
export function setValues(variable: tf.Variable, values: Float32Array): void {
  const tensor = tf.tensor(values.slice(), variable.shape);
  variable.assign(tensor);
  tensor.dispose();
}
