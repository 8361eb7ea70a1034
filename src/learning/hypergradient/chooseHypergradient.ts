import * as tf from '@tensorflow/tfjs';
import { exactHypergradient } from './exactHypergradient';
import { finiteDifferences } from './finiteDifferences';
import type { Hypergradient } from './Hypergradient';
import type { OuterProblem } from './OuterProblem';
import { validationDirection } from './validationDirection';

/** The hypergradients by the names used in reports and checkpoints. */
export const HYPERGRADIENTS = { finiteDifferences, exact: exactHypergradient };

export type HypergradientName = keyof typeof HYPERGRADIENTS;

/** The faster hypergradient, with the measured durations. */
export interface ChosenHypergradient {
  name: HypergradientName;
  hypergradient: Hypergradient;
  /** Median duration of one call of each, without the validation direction that both need. */
  milliseconds: Record<HypergradientName, number>;
}

/** Options of {@link chooseHypergradient}. */
export interface MeasuringOptions {
  /** Number of measured calls of each, after one unmeasured call that compiles and allocates. */
  calls?: number;
  /** Clock in milliseconds, with any origin. */
  now?: () => number;
}

/**
 * Measures both hypergradients on a typical problem of the training and chooses the faster one, which depends
 * on the device.
 */
export async function chooseHypergradient(
  problem: OuterProblem,
  outer: readonly tf.Variable[],
  { calls = 3, now = () => performance.now() }: MeasuringOptions = {},
): Promise<ChosenHypergradient> {
  const { direction, loss } = validationDirection(problem);
  const call = async (hypergradient: Hypergradient) => {
    const start = now();
    const gradients = hypergradient(problem, direction, outer);
    // Reading the values waits for the device.
    await Promise.all(gradients.map((gradient) => gradient.data()));
    tf.dispose(gradients);
    return now() - start;
  };
  const milliseconds = { finiteDifferences: 0, exact: 0 };
  try {
    const names = Object.keys(HYPERGRADIENTS) as HypergradientName[];
    for (const name of names) {
      await call(HYPERGRADIENTS[name]);
      const durations: number[] = [];
      for (let i = 0; i < calls; i++) durations.push(await call(HYPERGRADIENTS[name]));
      milliseconds[name] = median(durations);
    }
    const [name] = names.sort((a, b) => milliseconds[a] - milliseconds[b]);
    return { name, hypergradient: HYPERGRADIENTS[name], milliseconds };
  } finally {
    tf.dispose([direction, loss]);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
