import * as tf from '@tensorflow/tfjs';
import { exactHypergradient } from './exactHypergradient';
import { finiteDifferences } from './finiteDifferences';
import type { Hypergradient } from './Hypergradient';
import type { OuterProblem } from './OuterProblem';
import { validationDirection } from './validationDirection';

/** By name, as reports and checkpoints call them. */
export const HYPERGRADIENTS = { finiteDifferences, exact: exactHypergradient };

export type HypergradientName = keyof typeof HYPERGRADIENTS;

/** The cheaper hypergradient, and how it was found out. */
export interface ChosenHypergradient {
  name: HypergradientName;
  hypergradient: Hypergradient;
  /** Median duration of one call of each, without the validation direction that both need. */
  milliseconds: Record<HypergradientName, number>;
}

export interface MeasuringOptions {
  /** Measured calls of each, behind one that is not: it compiles and allocates. */
  calls?: number;
  /** Milliseconds from any origin. */
  now?: () => number;
}

/** Measures both hypergradients on a problem as the training will meet it. Which is cheaper depends on the device. */
export async function chooseHypergradient(
  problem: OuterProblem,
  outer: readonly tf.Variable[],
  { calls = 3, now = () => performance.now() }: MeasuringOptions = {},
): Promise<ChosenHypergradient> {
  const { direction, loss } = validationDirection(problem);
  const call = async (hypergradient: Hypergradient) => {
    const start = now();
    const gradients = hypergradient(problem, direction, outer);
    // Reading waits for the device.
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
