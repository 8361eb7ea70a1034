import type { Contestant } from './Contestant';

export interface Times {
  /** Median, milliseconds. */
  ms: number;
  msMin: number;
  msMax: number;
}

/**
 * Times one step until its result can be read, because training waits for its loss.
 *
 * @returns milliseconds, and the result as one number: the loss, or the root mean square of several values
 */
export async function runOnce(contestant: Contestant): Promise<{ ms: number; value: number }> {
  const start = performance.now();
  const result = contestant.run();
  const values = await result.data();
  const ms = performance.now() - start;
  result.dispose();
  return { ms, value: rootMeanSquare(values) };
}

/** Root mean square of values; for a loss, which is never negative, the loss itself. */
function rootMeanSquare(values: ArrayLike<number>): number {
  const squares = Array.from(values, (value) => value * value);
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
}

/**
 * Times all implementations alternately, step by step, so that a temporary slowdown of the machine affects
 * all of them.
 */
export async function alternate(contestants: readonly Contestant[], repeats: number): Promise<Times[]> {
  const samples = contestants.map((): number[] => []);
  for (let i = 0; i < repeats; i++) {
    for (const [c, contestant] of contestants.entries()) samples[c].push((await runOnce(contestant)).ms);
  }
  return samples.map(summarise);
}

export function summarise(samples: readonly number[]): Times {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const ms = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { ms, msMin: sorted[0], msMax: sorted[sorted.length - 1] };
}
